import { type Command, Option } from 'commander';
import type { What } from '../commands/read-candidate.ts';
import { GateError } from '../errors.ts';

type WhatOptions = { staged?: boolean; merge?: string };

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
