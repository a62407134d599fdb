import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Repository } from '../support/repository.ts';

/** The git commands that a command starts, as `cat-file`, `for-each-ref`, …, in their order. */
export async function gitCommandsOf(repository: Repository, ...args: string[]): Promise<string[]> {
  const folder = join(repository.path, '..', 'counted');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'log');
  rmSync(log, { force: true });
  const { PATH = '' } = repository.env;
  const script = `#!/bin/sh\necho "$*" >>'${log}'\nPATH='${PATH}' exec git "$@"\n`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  const counted = repository.with({ PATH: `${folder}${delimiter}${PATH}` });
  const { code, stderr } = await counted.gate(...args);
  if (code === 2) throw new Error(stderr);
  // `-c core.useReplaceRefs=false -c core.quotePath=true --literal-pathspecs rev-parse …`
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.replace(/^(?:-c \S+ |--\S+ )*/, '').split(' ')[0] ?? '');
}
