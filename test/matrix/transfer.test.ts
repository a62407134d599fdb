import { describeWays } from './describe-ways.ts';

describeWays('fetch, push');
