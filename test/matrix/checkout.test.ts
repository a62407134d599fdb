import { describeWays } from './describe-ways.ts';

describeWays('reset, checkout, switch');
