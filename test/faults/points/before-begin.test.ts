import { describePoint } from '../describe-point.ts';

describePoint('before BEGIN');
