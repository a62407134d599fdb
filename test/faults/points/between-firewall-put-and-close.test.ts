import { describePoint } from '../describe-point.ts';

describePoint('between firewall PUT and close');
