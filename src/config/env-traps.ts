import type { GateError } from '../errors.ts';
import { badVariable } from './bad-variable.ts';

/**
 * dotenv's own pattern for one variable, with two more groups: the white space after the value
 * and the comment. Raw line -> groups:
 *
 *     PGPASSWORD=p#ss          key `PGPASSWORD`, value `p`, space ``, comment `#ss`
 *     export A = 'x#y' # why   key `A`, value ` 'x#y'`, space ` `, comment `# why`
 */
const VARIABLE =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?(\s*)(#.*)?$/gm;

/** The variables this tool reads; the others of a `.env` are none of its business. */
const OURS =
  /^(?:\w+_)?(?:PGPASSWORD|DATABASE_(?:URL|HOST|PORT|NAME|USER|PASSWORD|CA_CERT|TLS_HOST)|DIGITALOCEAN_\w+)$/;
const PASSWORD = /(?:PASSWORD|TOKEN)$/;
const URL = /_URL$/;

/** One variable as the file spells it. */
export type RawVariable = {
  readonly name: string;
  /** Trimmed, with its quotes. */
  readonly raw: string;
  readonly quote: '"' | "'" | '`' | null;
  /** What followed on the same line was dropped as a comment: glued to the value, or after space. */
  readonly comment: 'glued' | 'spaced' | null;
};

/**
 * Refuses what dotenv would read as something else than was meant, without a word: a secret cut at
 * `#`, a quote that is never closed, `\n` in double quotes (it becomes a line break), dotenvx's
 * ciphertext; and MIGRATION_GATE_OVERRIDE, which counts from the process only.
 * @throws GateError BAD_CONFIG naming file and variable
 */
export function checkEnvTraps(text: string, label: string): void {
  for (const variable of parseRawVariables(text)) {
    if (variable.name === 'MIGRATION_GATE_OVERRIDE' && variable.raw !== '') {
      throw overrideInFile(label);
    }
    if (!OURS.test(variable.name)) continue;
    const trap = trapOf(variable);
    if (trap) {
      throw badVariable({ source: label, variable: variable.name }, trap.problem, trap.fix);
    }
  }
}

/** Every variable of the file, the last one of each name (dotenv lets the last one win). */
export function parseRawVariables(text: string): RawVariable[] {
  const found = new Map<string, RawVariable>();
  for (const match of text.replace(/\r\n?/g, '\n').matchAll(VARIABLE)) {
    const [, name = '', value = '', space = '', comment] = match;
    const raw = value.trim();
    const quote = /^(['"`])[\s\S]*\1$/.test(raw) && raw.length > 1 ? raw.charAt(0) : null;
    // A comment behind a line break is the next line's.
    const sameLine = comment !== undefined && !space.includes('\n');
    const spaced = space !== '' || /\s$/.test(value);
    found.set(name, {
      name,
      raw,
      quote: quote as RawVariable['quote'],
      comment: sameLine ? (spaced ? 'spaced' : 'glued') : null,
    });
  }
  return [...found.values()];
}

type Trap = { readonly problem: string; readonly fix: string };

function trapOf({ name, raw, quote, comment }: RawVariable): Trap | null {
  const quoteIt = `Quote the whole value:  ${name}='…'`;
  if (/^['"`]?encrypted:/.test(raw)) {
    return {
      problem: 'is encrypted (dotenvx), and this file is read as it is.',
      fix: `Run it under dotenvx:  npx dotenvx run -- git …\nor store ${name} in plain text.`,
    };
  }
  const secret = PASSWORD.test(name);
  if (!secret && !URL.test(name)) return null;
  if (quote === null && isCut(secret, raw, comment)) {
    return { problem: 'has a # and no quotes:\nwhat follows the # would be lost.', fix: quoteIt };
  }
  if (quote === null && /^['"`]/.test(raw)) {
    return { problem: 'begins with a quote that is not closed.', fix: quoteIt };
  }
  if (quote === '"' && /\\[nr]/.test(raw)) {
    return { problem: 'has \\n or \\r in double quotes: it becomes a line break.', fix: quoteIt };
  }
  return null;
}

/**
 * Glued (`p#ss`, `=#ss`): always cut. After white space (`pass # word`): a comment, or a part of
 * the password; nobody can tell, so it is refused. A URL holds no white space: there it is a
 * comment, and so it is after no value at all (`PGPASSWORD= # ask ann`).
 */
function isCut(secret: boolean, raw: string, comment: RawVariable['comment']): boolean {
  return comment === 'glued' || (comment === 'spaced' && secret && raw !== '');
}

function overrideInFile(label: string): GateError {
  return badVariable(
    { source: label, variable: 'MIGRATION_GATE_OVERRIDE' },
    'counts from the process only:\nin a file it would pass every update, unseen.',
    `Remove it from ${label}. For one update:\nMIGRATION_GATE_OVERRIDE="reason" git …`,
  );
}
