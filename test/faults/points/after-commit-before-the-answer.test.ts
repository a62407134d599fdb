import { describePoint } from '../describe-point.ts';

describePoint('after COMMIT, before the answer');
