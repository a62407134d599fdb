import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvFile } from '../../src/config/env-source.ts';
import { parseRawVariables } from '../../src/config/env-traps.ts';
import { GateError } from '../../src/errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Buffer) {
  const file = join(folder, '.env');
  writeFileSync(file, content);
  return readEnvFile(file, '.env');
}

function refusal(action: () => unknown): GateError {
  try {
    action();
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function values(content: string | Buffer) {
  const result = read(content);
  return result.kind === 'values' ? result.values : null;
}

describe('readEnvFile', () => {
  it('says when there is none', () => {
    expect(readEnvFile(join(folder, '.env'))).toEqual({ kind: 'absent' });
    writeFileSync(join(folder, 'file'), '');
    expect(readEnvFile(join(folder, 'file', '.env'))).toEqual({ kind: 'absent' });
  });

  it('gives file and values, empty ones left out', () => {
    expect(read('A=1\nB=\nC="  "\nexport D = \'x#y\' # why\nE: 5\r\n')).toEqual({
      kind: 'values',
      file: join(folder, '.env'),
      values: { A: '1', D: 'x#y', E: '5' },
    });
  });

  it('accepts UTF-8 with a byte order mark', () => {
    expect(values('\uFEFFPGPASSWORD=pässwörd\n')).toEqual({ PGPASSWORD: 'pässwörd' });
  });

  it('touches nothing of the process', () => {
    const before = { ...process.env };
    read('MG_TEST_ENV_SOURCE=1\nPATH=/nowhere\n');
    expect({ ...process.env }).toEqual(before);
  });

  it('refuses a folder in its place', () => {
    mkdirSync(join(folder, '.env'));
    const error = refusal(() => readEnvFile(join(folder, '.env'), '.env'));
    expect(error.message).toBe('.env: cannot be read (EISDIR)');
    expect(error.fix).toContain('a folder stands in its place');
  });

  it('refuses a file that may not be read', ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may read every file');
    writeFileSync(join(folder, '.env'), 'A=1', { mode: 0o000 });
    const error = refusal(() => readEnvFile(join(folder, '.env'), '.env'));
    expect(error.message).toBe('.env: cannot be read (EACCES)');
    expect(error.fix).toContain('chmod u+r');
  });

  it.each([
    ['UTF-16 LE with a mark', Buffer.from('\uFEFFPGPASSWORD=x', 'utf16le'), 'UTF-16'],
    ['UTF-16 LE without', Buffer.from('PGPASSWORD=x', 'utf16le'), 'UTF-16'],
    ['UTF-16 BE', Buffer.from('\uFEFFPGPASSWORD=x', 'utf16le').swap16(), 'UTF-16'],
    ['a mark alone', Buffer.from([0xff, 0xfe]), 'UTF-16'],
    ['a NUL byte', Buffer.from('A=1\0\n'), 'UTF-16'],
    ['Latin-1', Buffer.from('PGPASSWORD=p\xe4ss', 'latin1'), 'not UTF-8'],
  ])('refuses %s', (_, bytes, problem) => {
    const { message } = refusal(() => read(bytes));
    expect(message).toContain(problem);
    expect(message).toContain('save it as UTF-8');
  });
});

describe('a secret that dotenv would cut', () => {
  it.each([
    'PGPASSWORD=hunter#two',
    'PGPASSWORD=#hunter',
    'PGPASSWORD=hunter#',
    'PGPASSWORD=hunter # two',
    'PGPASSWORD = hunter\t#two',
    'export PGPASSWORD=hunter#two',
    'PGPASSWORD: hunter#two',
    'PGPASSWORD="hunter"two#three',
    "PGPASSWORD=it's hunter#two",
    'A=1\r\nPGPASSWORD=hunter#two\r\nB=2',
    'LOCAL_DATABASE_PASSWORD=hunter#two',
    'DATABASE_URL=postgres://u:hunter#two@h/d',
    'EU_WEST_DATABASE_URL=postgres://u:hunter#two@h/d',
    'DEPLOY_DATABASE_URL=#hunter',
    'DIGITALOCEAN_API_TOKEN=hunter#two',
  ])('%j', (content) => {
    const error = refusal(() => read(content));
    const name = /([A-Z_]+)\s*[=:]/.exec(content.replace(/^A=1\s+/, ''))?.[1];
    expect(error.message).toMatch(new RegExp(`^\\.env: ${name} has a #`));
    expect(error.fix).toContain(`${name}='…'`);
    expect(error.message + error.fix).not.toMatch(/hunter|two/);
  });

  it.each([
    ["PGPASSWORD='hunter#two'", 'hunter#two'],
    ['PGPASSWORD="hunter#two" # why', 'hunter#two'],
    ['PGPASSWORD=`a#b`', 'a#b'],
    ['PGPASSWORD=hunter\n# a comment', 'hunter'],
    ['PGPASSWORD=hunter\n\n   # a comment', 'hunter'],
    ['PGPASSWORD= # ask ann', undefined],
    ['PGPASSWORD=\n#x', undefined],
    ['#PGPASSWORD=a#b', undefined],
    ['PGPASSWORD=a#b\nPGPASSWORD=last', 'last'],
  ])('not %j', (content, expected) => {
    expect(values(content)?.PGPASSWORD).toBe(expected);
  });

  it.each([
    ['DATABASE_URL=postgres://u:p@h/d # the old one', 'DATABASE_URL', 'postgres://u:p@h/d'],
    ['DATABASE_HOST=h # where', 'DATABASE_HOST', 'h'],
    ['STRIPE_KEY=a#b', 'STRIPE_KEY', 'a'],
    ['APP_PASSWORD=a#b', 'APP_PASSWORD', 'a'],
  ])('nor %j', (content, name, expected) => {
    expect(values(content)?.[name]).toBe(expected);
  });
});

describe('other traps', () => {
  it.each([
    ['PGPASSWORD="hunter', 'PGPASSWORD begins with a quote that is not closed'],
    ['PGPASSWORD="hunter\\new"', 'PGPASSWORD has \\n or \\r in double quotes'],
    ['PGPASSWORD=encrypted:hunter', 'PGPASSWORD is encrypted (dotenvx)'],
    ['DATABASE_HOST="encrypted:hunter"', 'DATABASE_HOST is encrypted (dotenvx)'],
    ['MIGRATION_GATE_OVERRIDE="hunter"', 'MIGRATION_GATE_OVERRIDE counts from the process only'],
  ])('%j', (content, expected) => {
    const error = refusal(() => read(content));
    expect(error.message).toContain(`.env: ${expected}`);
    expect(error.message + error.fix).not.toContain('hunter');
  });

  it.each([
    ["PGPASSWORD='hunter\\new'", 'PGPASSWORD', 'hunter\\new'],
    ['APP_SECRET=encrypted:x', 'APP_SECRET', 'encrypted:x'],
    ['MIGRATION_GATE_OVERRIDE=', 'MIGRATION_GATE_OVERRIDE', undefined],
  ])('not %j', (content, name, expected) => {
    expect(values(content)?.[name]).toBe(expected);
  });
});

it('property: the raw variables are those dotenv finds, and an uncut value is whole', () => {
  const piece = fc.constantFrom(
    'A',
    'B',
    '=',
    ' ',
    '#',
    '"',
    "'",
    '`',
    '\n',
    '\r',
    '\\',
    ': ',
    'x',
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 24 }), (text) => {
      const parsed = parse(text);
      const raw = parseRawVariables(text);
      expect(raw.map(({ name }) => name).sort()).toEqual(Object.keys(parsed).sort());
      for (const { name, raw: value, quote } of raw) {
        expect(parsed[name]).toBe(quote ? value.slice(1, -1) : value);
      }
    }),
    { numRuns: 2000 },
  );
});
