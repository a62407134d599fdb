import type { Candidate } from '../core/candidate.ts';
import type { Detail } from '../database/read-target.ts';
import type { Repository } from '../git/repository.ts';
import { type AskTargets, askTargets } from './ask-targets.ts';
import type { Context } from './context.ts';
import type { Case } from './judge.ts';

type Ahead = Pick<Case, 'config' | 'targets'> & {
  readonly reading: Promise<Candidate>;
  readonly detail: Detail;
};

/** Asks the targets: the connections are made while git still tells what the question is. */
export function askAhead(
  context: Context,
  repository: Repository,
  { config, targets, reading, detail }: Ahead,
): AskTargets {
  const pairs = reading.then(({ migrations }) => migrations);
  const asked = askTargets(context, repository, {
    config,
    names: targets,
    pairs,
    secondsFor: () => config.timeoutSeconds,
    forDeploy: false,
    detail,
  });
  // Where git fails, that is what is said.
  for (const promise of [pairs, asked]) promise.catch(() => undefined);
  return () => asked;
}
