import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gateConfigSchema, parseGateConfig } from '../../src/config/gate-config.ts';
import { GateError } from '../../src/errors.ts';

const WHERE = 'migration-gate.json';

function problemOf(text: string): string {
  try {
    parseGateConfig(text, WHERE);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

function fixOf(text: string): string {
  try {
    parseGateConfig(text, WHERE);
  } catch (error) {
    if (error instanceof GateError) return error.fix;
  }
  throw new Error('nothing was refused');
}

const problem = (config: unknown) => problemOf(JSON.stringify(config));

describe('parseGateConfig', () => {
  it('fills every default in', () => {
    expect(parseGateConfig('{}', WHERE)).toEqual({
      migrations: 'migrations',
      layout: 'auto',
      ignore: [],
      targets: {},
      order: 'warn',
      rebuild: {},
      audit: 'warn',
      drift: { level: 'off', ignore: [] },
      debt: { maxAgeDays: 14 },
      timeoutSeconds: 10,
      lease: { waitSeconds: 75, minutes: 60 },
      server: { allowOverride: false },
    });
  });

  it('takes every key', () => {
    const all = {
      $schema: './node_modules/migration-gate/dist/schema/config.schema.json',
      migrations: 'database/sql.d/migrations',
      layout: 'plain',
      ignore: ['**/*.down.sql'],
      protect: { main: ['local', 'production', 'eu-west'], 'release/**': ['eu-west'] },
      targets: {
        local: false,
        production: { id: 'a1', loopback: true, tls: 'insecure-no-verify', demo: true },
        'eu-west': {},
      },
      order: 'error',
      baseline: 'migrations/baseline.dump',
      rebuild: { seed: 'npm run seed' },
      schema: 'docs/schema',
      audit: 'off',
      drift: { level: 'error', ignore: ['public.tmp_*'] },
      debt: { maxAgeDays: 0 },
      timeoutSeconds: 600,
      firewall: 'command',
      lease: { open: 'open it', close: 'close it', waitSeconds: 300, minutes: 5 },
      publicIp: '203.0.113.7',
      server: { allowOverride: true },
    };
    const targets = { ...all.targets, 'eu-west': { loopback: false, demo: false } };
    expect(parseGateConfig(JSON.stringify(all), WHERE)).toEqual({ ...all, targets });
  });

  it('reads a list of branches as all targets for each', () => {
    const config = parseGateConfig('{"protect":["main","release/*"]}', WHERE);
    expect(config.protect).toEqual({ main: 'all', 'release/*': 'all' });
  });

  it('accepts a byte order mark', () => {
    expect(parseGateConfig('\uFEFF{"order":"allow"}', WHERE).order).toBe('allow');
  });

  it.each([
    ['[]', 'the file: expected object'],
    ['{"nope": 1}', 'nope: there is no such key'],
    ['{"drift": {"levle": "warn"}}', 'drift.levle: there is no such key'],
    ['{"targets": {"production": {"idd": "x"}}}', 'targets.production.idd: there is no such key'],
    ['{"targets": {"production": true}}', 'targets.production: expected false, or object'],
    ['{"targets": {"production": {"tls": "off"}}}', 'targets.production.tls: expected'],
    ['{"targets": {"Prod": {}}}', 'targets.Prod: a target name is lower-case'],
    ['{"targets": {"deploy": {}}}', 'targets.deploy: DEPLOY_DATABASE_URL would be'],
    ['{"targets": {"a-b": {}, "a_b": {}}}', 'targets.a_b: A_B_DATABASE_URL would be'],
    ['{"layout": "prisma"}', 'layout: only "plain" is supported by this version'],
    ['{"protect": 3}', 'protect: expected array, or record'],
    ['{"protect": ["main", 3]}', 'protect[1]: expected string'],
    ['{"protect": {"main": []}}', 'protect.main: expected array to have >=1 items'],
    ['{"protect": {"rel/*": ["nowhere"]}}', 'protect["rel/*"]: names an unknown target; known are'],
    ['{"protect": ["refs/heads/main"]}', 'protect[0]: must be a branch name without refs/heads/'],
    ['{"protect": ["{main,next}"]}', 'protect[0]: must be a branch name'],
    ['{"protect": {"!main": ["local"]}}', 'protect["!main"]: must be a branch name'],
    ['{"timeoutSeconds": 0}', 'timeoutSeconds: expected number to be >=1'],
    ['{"timeoutSeconds": 601}', 'timeoutSeconds: expected number to be <=600'],
    ['{"timeoutSeconds": "10"}', 'timeoutSeconds: expected number'],
    ['{"debt": {"maxAgeDays": -1}}', 'debt.maxAgeDays: '],
    ['{"order": "strict"}', 'order: expected one of "error"|"warn"|"allow"'],
    ['{"firewall": "aws"}', 'firewall: expected one of'],
    ['{"firewall": "command"}', 'lease: firewall "command" needs the commands "open" and "close"'],
    ['{"firewall": "command", "lease": {"open": "x"}}', 'lease: firewall "command" needs'],
    ['{"publicIp": "http://ip.example.com"}', 'publicIp: must be an IPv4 address'],
    ['{"publicIp": []}', 'publicIp'],
    ['{"rebuild": {"seed": ""}}', 'rebuild.seed: must be text'],
    ['{"server": {"allowOverride": "yes"}}', 'server.allowOverride: expected boolean'],
  ])('refuses %s', (text, expected) => {
    expect(problemOf(text)).toContain(`${WHERE}: ${expected}`);
  });

  it('answers a password or a token in it with "rotate"', () => {
    const secret = { targets: { production: { url: 'postgres://ann:hunter2hunter2@db/app' } } };
    for (const config of [secret, { token: 'hunter2hunter2' }]) {
      const fixes = fixOf(JSON.stringify(config));
      expect(fixes).toContain('Take the password or token out of migration-gate.json.');
      expect(fixes).toContain('Rotate what stood in it');
      expect(fixes).not.toContain('hunter2');
    }
    expect(fixOf('{"order": "strict"}')).toBe('Correct migration-gate.json.');
  });

  it('names every bad key at once', () => {
    const message = problem({ order: 1, nope: 2, drift: { level: 'x' } });
    for (const key of ['order:', 'nope:', 'drift.level:']) expect(message).toContain(`\n  ${key}`);
  });

  it.each([
    '/abs',
    '../out',
    'a/../b',
    './a',
    'a/.',
    '.',
    '..',
    'a/',
    'a//b',
    '',
    'a\\b',
    'a\nb',
    'a\u001bb',
  ])('refuses the folder %j', (migrations) => {
    expect(problem({ migrations })).toContain('migrations: must be a relative path');
  });

  it.each(['m', 'a/b', '.hidden/x', '..a', 'a.b/c..d', 'Ünï cödé'])(
    'accepts the folder %j',
    (migrations) => {
      expect(parseGateConfig(JSON.stringify({ migrations }), WHERE).migrations).toBe(migrations);
    },
  );

  it('knows the targets local, production and its own', () => {
    const text = JSON.stringify({
      protect: { a: ['local', 'production', 's'] },
      targets: { s: {} },
    });
    expect(parseGateConfig(text, WHERE).protect).toEqual({ a: ['local', 'production', 's'] });
  });
});

describe('a text that is no JSON', () => {
  it.each([
    ['{"a":1,}', 1, 8],
    ['{\n  "order": warn\n}', 2, 12],
    ['{\n  "order": "warn"\n', 3, 1],
    ['{\n\n  "ignore": [1 2]\n}', 3, 16],
    ['', 1, 1],
    ['{"a": "x', 1, 9],
    ["{\n 'a': 1}", 2, 2],
  ])('%j is located', (text, line, column) => {
    const message = problemOf(text);
    // V8 versions differ in where they see an end, never in the line.
    expect(message).toMatch(new RegExp(`is not valid JSON at line ${line}, column \\d+$`));
    expect(Math.abs(Number(message.match(/\d+$/)?.[0]) - column)).toBeLessThanOrEqual(1);
  });

  it('is not quoted', () => {
    expect(problemOf('{"publicIp": hunter2hunter2}')).not.toContain('hunter');
  });
});

it('has a JSON Schema for its input', () => {
  const schema = z.toJSONSchema(gateConfigSchema, { io: 'input' });
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema.required ?? []).toEqual([]);
  expect(Object.keys(schema.properties ?? {})).toContain('$schema');
});
