import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One start of the fake node: what follows `node cli.js hook`, where, and by which process. */
export type Call = { readonly arguments: string[]; readonly cwd: string; readonly parent: string };

/** Bytes are read as latin1, so that a name that is not UTF-8 arrives whole. */
export function readCalls(root: string): Call[] {
  const path = join(root, 'calls');
  if (!existsSync(path)) return [];
  const fields = readFileSync(path, 'latin1').split('\0').slice(0, -1);
  const calls: Call[] = [];
  while (fields.length > 0) {
    const [count, cwd = '', parent = ''] = fields.splice(0, 3);
    const [cli, hook, ...rest] = fields.splice(0, Number(count));
    if (cli !== join(root, 'cli.js') || hook !== 'hook') throw new Error(`node ${cli} ${hook}`);
    calls.push({ arguments: rest, cwd, parent });
  }
  return calls;
}

/** What only the hooks run, of all that git's own tracing (`GIT_TRACE2_EVENT`) sees. */
const OURS = /\b(cat-file|symbolic-ref|write-tree|merge-tree|diff-tree|diff-index|rev-parse)\b/;

/** The git commands that the hooks ran since the last call. */
export function takeTrace(path: string): string[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(path, { force: true });
  return lines
    .map((line): { event: string; argv?: string[] } => JSON.parse(line))
    .flatMap(({ event, argv }) => (event === 'start' && argv ? [argv.join(' ')] : []))
    .flatMap((command) => OURS.exec(command)?.[1] ?? []);
}
