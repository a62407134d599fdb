import { describe, expect, it } from 'vitest';
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

const problem = (config: unknown) => problemOf(JSON.stringify(config));

describe('messages', () => {
  const SECRET = 'hunter2-S3CR3T';
  it.each([
    'migrations',
    'layout',
    'ignore',
    'protect',
    'targets',
    'order',
    'baseline',
    'rebuild',
    'schema',
    'audit',
    'drift',
    'debt',
    'timeoutSeconds',
    'firewall',
    'publicIp',
    'server',
  ])('never hold a value of %s', (key) => {
    // In every shape a value can have; one at least is wrong for each key.
    const shapes = [
      `${SECRET}\n`,
      [`/${SECRET}\n`],
      { local: `${SECRET}` },
      { level: SECRET, maxAgeDays: SECRET, seed: [SECRET], allowOverride: SECRET },
      { production: { tls: SECRET, id: [SECRET], loopback: SECRET } },
      { main: [SECRET] },
    ];
    const messages = shapes.map((value) => {
      const result = gateConfigSchema.safeParse({ [key]: value });
      return result.success ? '' : problem({ [key]: value }) + JSON.stringify(result.error.issues);
    });
    expect(messages.join('')).not.toBe('');
    expect(messages.join('')).not.toContain(SECRET);
  });
});
