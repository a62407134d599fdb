import { describeWays } from './describe-ways.ts';

describeWays('cherry-pick, revert, am');
