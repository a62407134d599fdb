import { type Command, Option } from 'commander';
import type { What } from '../commands/read-candidate.ts';
import { GateError } from '../errors.ts';

type WhatOptions = { staged?: boolean; merge?: string };
type NamedWhat = WhatOptions & { what?: string; target?: string };

/** The argument and the options that name what a command is about (contract 3). */
export function withWhat(command: Command, otherwise: string): Command {
  return command
    .argument('[what]', `a branch, commit or tree; ${otherwise} when absent`)
    .addOption(new Option('--staged', 'the index').conflicts('merge'))
    .option('--merge <commit>', 'what merging it into HEAD would give');
}

/** What was named. Throws BAD_USAGE for two things at once. */
export function parseWhat(
  name: string | undefined,
  options: WhatOptions,
  otherwise: 'HEAD' | 'working-tree' = 'HEAD',
): What {
  if (name !== undefined && (options.staged || options.merge !== undefined)) {
    throw new GateError('BAD_USAGE', {
      problem: 'Name one thing: a tree-ish, --staged or --merge.',
    });
  }
  if (options.staged) return { kind: 'staged' };
  if (options.merge !== undefined) return { kind: 'merge', name: options.merge };
  if (name !== undefined) return { kind: 'tree-ish', name };
  return otherwise === 'HEAD' ? { kind: 'tree-ish', name: 'HEAD' } : { kind: 'working-tree' };
}

/** The same where the arguments name migrations: the *what* is an option. */
export function withWhatOption(command: Command): Command {
  return command
    .option('--what <tree-ish>', 'where their files are read; HEAD, for local the working tree')
    .addOption(new Option('--staged', 'the index').conflicts(['what', 'merge']))
    .addOption(
      new Option('--merge <commit>', 'what merging it into HEAD would give').conflicts('what'),
    );
}

/** Without one it is what runs there: HEAD is deployed, the working tree is applied. */
export function parseWhatOption({ what, target, ...options }: NamedWhat): What {
  return parseWhat(what, options, target === 'local' ? 'working-tree' : 'HEAD');
}
