import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { GateError } from '../errors.ts';
import { checkEnvTraps } from './env-traps.ts';

/** One place variables come from; earlier sources win, one whole group at a time. */
export type Source = {
  /** For messages: `the environment`, `.env`, of the main worktree `/home/ann/shop/.env`. */
  readonly label: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  /** What relative file names among the values are relative to. */
  readonly folder: string;
};

export type EnvFile =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'values';
      readonly file: string;
      readonly values: Readonly<Record<string, string>>;
    };

/**
 * Reads one `.env` with dotenv's `parse` alone: `process.env` is neither read nor written, and no
 * DOTENV_* variable of the user's shell changes anything. An empty value is as good as none.
 * @param file path of the file; git must not track it (the caller's ENV_TRACKED)
 * @param label what messages call it
 * @throws GateError BAD_CONFIG unreadable, not UTF-8, or one of the traps of env-traps.ts
 */
export function readEnvFile(file: string, label = file): EnvFile {
  const bytes = readBytes(file, label);
  if (bytes === null) return { kind: 'absent' };
  const text = decode(bytes, label);
  checkEnvTraps(text, label);
  const filled = Object.entries(parse(text)).filter(([, value]) => value.trim() !== '');
  return { kind: 'values', file, values: Object.fromEntries(filled) };
}

function readBytes(file: string, label: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const fix =
      code === 'EISDIR'
        ? `Make ${label} a file: a folder stands in its place.`
        : `Make ${label} readable for the user who runs git:  chmod u+r '${file}'`;
    throw new GateError('BAD_CONFIG', { where: label, problem: `cannot be read (${code})`, fix });
  }
}

function decode(bytes: Buffer, label: string): string {
  const utf16 = bytes.includes(0) || /^(fffe|feff)/.test(bytes.toString('hex', 0, 2));
  if (utf16) throw badEncoding(label, 'is saved as UTF-16');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badEncoding(label, 'is not UTF-8');
  }
}

function badEncoding(label: string, problem: string): GateError {
  return new GateError('BAD_CONFIG', {
    where: label,
    problem: `the file ${problem}; save it as UTF-8`,
    fix: `Save ${label} as UTF-8.`,
  });
}
