import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** Who may import whom. Folders of the outside world stand alone. */
const WORLD = [
  'git',
  'database',
  'installation',
  'parser',
  'process',
  'squawk',
  'state',
  'terminal',
  'firewall',
  'shadow',
];
const MAY_IMPORT: Record<string, readonly string[]> = {
  // The terminal belongs to the process, as stdout does.
  cli: ['commands', 'terminal', 'core', 'errors', 'npm'],
  commands: ['core', 'config', ...WORLD, 'errors', 'npm'],
  config: ['core', 'errors', 'npm'],
  ...Object.fromEntries(WORLD.map((folder) => [folder, ['core', 'errors', 'npm']])),
  core: [],
  errors: [],
};
/** A lock file names the process that holds it, and git is started with what it was started with. */
const MAY_NAME_PROCESS = [
  'cli.ts',
  'database/embedded-lock.ts',
  'database/deploy-lock.ts',
  'git/git-environment.ts',
];

/** What is no folder of that name. */
const LAYERS: Record<string, string> = {
  'cli.ts': 'cli',
  'command-line': 'cli',
  'errors.ts': 'errors',
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join('src', file), 'utf8');
const codeOf = (file: string): string =>
  textOf(file)
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .join('\n');
const layerOf = (file: string): string =>
  LAYERS[file.replace(/\/.*/, '')] ?? file.replace(/\/.*/, '');
const importsOf = (file: string): string[] =>
  [...codeOf(file).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^'\s]+)'/g)]
    .map(([, name = '']) => name)
    .map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name));
const isOurs = (name: string): boolean => files.includes(name);
const filesThat = (says: RegExp, among = files): string[] =>
  among.filter((file) => says.test(codeOf(file)));

it('imports point one way', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .map((name) => ({ name, to: isOurs(name) ? layerOf(name) : 'npm' }))
      .filter(({ to }) => to !== layerOf(file) && !MAY_IMPORT[layerOf(file)]?.includes(to))
      .map(({ name }) => `${file} -> ${name}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

it('has no import cycle', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path, file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const name of importsOf(file).filter(isOurs)) visit(name, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});

it('has a file for each idea: no barrel, no utils, no enum, one class', () => {
  expect(files.filter((file) => /(^|\/)(index|.*utils?|.*helpers?)(\.ts|\/)/.test(file))).toEqual(
    [],
  );
  expect(filesThat(/^export (type )?(\*|\{[^}]*\}) from/m)).toEqual([]);
  expect(filesThat(/^\s*(export |const |declare )*enum \w/m)).toEqual([]);
  expect(filesThat(/\bclass \w+ |\bclass \{/)).toEqual(['errors.ts']);
});

it('asks for process in cli.ts alone', () => {
  const named = filesThat(/\bprocess\??\.[a-z]|\bprocess\[|node:process/);
  expect(named.filter((file) => !MAY_NAME_PROCESS.includes(file))).toEqual([]);
});

it('keeps the core pure', () => {
  const core = files.filter((file) => layerOf(file) === 'core');
  const impure =
    /\bawait\b|\basync\b|\bDate\.now|\bnew Date\(\)|\bMath\.random|\bperformance\.|\bset(Timeout|Interval)\b/;
  expect(filesThat(impure, core)).toEqual([]);
});

it('stays small: files of 200 lines, functions of 40', () => {
  const lines = (text: string): number => text.trimEnd().split('\n').length;
  const tooLong = files.filter((file) => lines(textOf(file)) > 200);
  const hooks = readdirSync('hooks').filter(
    (file) => lines(readFileSync(join('hooks', file), 'utf8')) > 200,
  );
  const functions = files.flatMap((file) =>
    (textOf(file).match(/^(?:export )?(?:async )?function\*? \w+[\s\S]*?^\}/gm) ?? [])
      .filter((text) => lines(text) > 40)
      .map((text) => `${file}: ${text.split('(')[0]}`),
  );
  expect([...tooLong, ...hooks, ...functions]).toEqual([]);
});
