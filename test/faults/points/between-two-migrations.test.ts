import { describePoint } from '../describe-point.ts';

describePoint('between two migrations');
