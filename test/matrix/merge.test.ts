import { describeWays } from './describe-ways.ts';

describeWays('merge');
