import { count } from '../core/make-reason.ts';
import { writeBaselinePath } from '../state/pin.ts';
import type { Baselined, BaselineJob } from './baseline-under-lock.ts';
import type { Context, ExitCode } from './context.ts';
import { pinTarget } from './pin-target.ts';

/** What was done; and the config names the file, and the database it is of, from now on. */
export async function sayBaselined(
  context: Context,
  { repository, config, target, made }: BaselineJob,
  { recorded, databaseId }: Baselined,
): Promise<ExitCode> {
  const { name, detail } = target;
  const what = recorded === 0 ? 'Nothing more to record' : `Recorded ${count(recorded)} as applied`;
  context.out(`${what} on ${name}: ${detail}.\n`);
  const { path } = made;
  const isNamed = config.baseline !== undefined || (await writeBaselinePath(repository.root, path));
  if (name !== 'local') await pinTarget(context, repository, target, databaseId);
  const line = `"baseline": "${path}"`;
  if (isNamed) context.out(`Wrote ${path}; commit it with migration-gate.json.\n`);
  else context.out(`Wrote ${path}; commit it, and write ${line} into migration-gate.json.\n`);
  return 0;
}
