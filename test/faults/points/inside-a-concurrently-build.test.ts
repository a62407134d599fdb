import { describePoint } from '../describe-point.ts';

describePoint('inside a CONCURRENTLY build');
