import { constants, open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { z } from 'zod';
import { isGitProgram } from '../core/git-words.ts';
import { GateError } from '../errors.ts';
import { type Refused, refusedFile } from './refused.ts';

const OPERATIONS = [
  'rebase',
  'rebase --apply',
  'am',
  'merge',
  'cherry-pick',
  'revert',
  'none',
] as const;

const word = z.string().regex(/^[^\0]*$/);
const folder = word.startsWith('/');
const oid = z.string().regex(/^[0-9a-f]{40,64}$/);

const schema = z.strictObject({
  ref: z.string().regex(/^refs\/heads\/[^\0\n]+$/),
  push: z.boolean(),
  current: oid.nullable(),
  root: folder,
  head: z.string().regex(/^(refs\/heads\/[^\0\n ]+)? ?([0-9a-f]{40,64})?$/),
  what: z.union([
    z.strictObject({ kind: z.enum(['tree-ish', 'merge']), name: word.regex(/^[^-]/) }),
    z.strictObject({ kind: z.enum(['staged', 'working-tree']) }),
  ]),
  operation: z.enum(OPERATIONS),
  of: oid.nullable(),
  moved: oid.nullable(),
  command: z
    .strictObject({
      args: z.tuple([word.refine(isGitProgram)], word),
      folder: folder.nullable(),
      stdin: z.boolean(),
      environment: z.record(z.string(), z.string()).nullable(),
    })
    .nullable(),
});

/**
 * The record of the last refusal; null: nothing was refused here, or it is settled. Because a
 * command in it is going to run, it counts only as the gate writes it: this user's own file, that
 * nobody else may write or read. Throws BAD_CONFIG for any other.
 */
export async function readRefused(stateDir: string): Promise<Refused | null> {
  const file = refusedFile(stateDir);
  const read = await readOwnFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw notOurs(file, error.code === 'ELOOP' ? 'it is a symbolic link' : 'it cannot be read');
  });
  if (read === null) return null;
  if ('problem' in read) throw notOurs(file, read.problem);
  const parsed = schema.safeParse(parseJson(read.text));
  if (!parsed.success) throw notOurs(file, 'it is damaged');
  return parsed.data;
}

async function readOwnFile(file: string): Promise<{ text: string } | { problem: string }> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = await handle.stat();
    if (uid !== userInfo().uid) return { problem: 'another user wrote it' };
    // Windows keeps no such modes.
    if (userInfo().uid >= 0 && (mode & 0o077) !== 0) return { problem: 'others may open it' };
    return { text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function notOurs(where: string, problem: string): GateError {
  return new GateError('BAD_CONFIG', {
    where,
    problem: `${problem}; nothing that it says is repeated.`,
    fix: 'Repeat the git command itself: a new refusal replaces the file.\nmigration-gate ready <what>',
  });
}
