import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../support/repository.ts';
import type { TypedAnswer } from '../support/run.ts';

export const QUESTION = '⚠️  Production migrations pending. Deploy before merging? (y/n) ';

/** The answer to the question, or what to do while it waits, and then the answer. */
export const answers = (send: TypedAnswer['send']): TypedAnswer[] => [{ when: QUESTION, send }];

/** Whether, and how often, a terminal's output has a text. */
export const count = (output: string, text: string): number => output.split(text).length - 1;

/** Lock files of git, below .git, wherever they are. */
export function locksOf({ path }: Repository): string[] {
  const files = readdirSync(join(path, '.git'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.lock') && existsSync(join(path, '.git', file)));
}
