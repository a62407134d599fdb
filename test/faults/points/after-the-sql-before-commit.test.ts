import { describePoint } from '../describe-point.ts';

describePoint('after the SQL, before COMMIT');
