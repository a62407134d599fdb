import { forPusher } from '../core/server-advice.ts';
import { GateError } from '../errors.ts';
import { readBranch } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { askingOnce } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { type JudgedPush, sayPush } from './judge-push.ts';
import { type Judged, judgeUpdate } from './judge-update.ts';
import { readPushedReason, readPusher } from './push-option.ts';
import type { Update } from './read-gate.ts';
import { rememberUpdate } from './remember-update.ts';
import { readNewBranchPolicy } from './server-policy.ts';

/** What is typed is typed in the clone that pushes. */
const INVOKE = 'npx --no migration-gate';

/** `pre-receive <new> <ref>…`, on a server: judges what its own branches would get. */
export async function hookReceive(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  try {
    const ask = askingOnce();
    const all: JudgedPush[] = [];
    for (let i = 0; i + 1 < args.length; i += 2) {
      const update = await readReceived(repository, args[i + 1] ?? '', args[i] ?? '');
      if (update === null) continue;
      all.push({ update, judged: await judgeReceived(context, repository, update, ask) });
    }
    const code = await sayPush(context, repository, all, { elsewhere: true });
    if (code !== 0) return code;
    for (const { update, judged } of all) await rememberUpdate(repository, update, judged);
    return 0;
  } catch (error) {
    throw ofTheServer(error);
  }
}

/** null: it needs no judging. */
async function readReceived(
  { git }: Repository,
  name: string,
  next: string,
): Promise<Update | null> {
  const branch = await readBranch(git, name);
  const ref = branch?.moves ?? name;
  const current =
    ref === name ? (branch?.commit ?? null) : ((await readBranch(git, ref))?.commit ?? null);
  if (current === next) return null;
  const policy =
    current === null ? await readNewBranchPolicy(git, ref, next) : { policyOf: current };
  if (policy === 'free') return null;
  const short = await git.line('rev-parse', '--short=12', next);
  const what = { kind: 'tree-ish', name: short } as const;
  return { ref, current, next, published: null, what, ...policy };
}

async function judgeReceived(
  context: Context,
  repository: Repository,
  update: Update,
  ask: ReturnType<typeof askingOnce>,
): Promise<Judged> {
  const readReason = () =>
    readPushedReason(context, repository, update.ref, update.policyOf ?? null);
  const judged = await judgeUpdate(context, repository, update, {
    ask,
    readReason,
    invoke: INVOKE,
  });
  if (judged.kind === 'passes') return judged;
  const given = judged.given && { ...judged.given, by: await readPusher(context, repository) };
  return { ...judged, given, verdict: forPusher(judged.verdict, INVOKE) };
}

/** An error whose fix is the server's business, in words for the one who pushes. */
function ofTheServer(error: unknown): unknown {
  if (!(error instanceof GateError)) return error;
  if (['BAD_CONFIG', 'BAD_USAGE', 'MISSING_OBJECT'].includes(error.code)) return error;
  return new GateError(
    'BAD_USAGE',
    { problem: `On the server: ${error.message}`, fix: 'Tell whoever runs the git server.' },
    { cause: error },
  );
}
