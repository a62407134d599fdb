import { describePoint } from '../describe-point.ts';

describePoint('inside the SQL');
