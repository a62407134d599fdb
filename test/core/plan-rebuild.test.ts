import { describe, expect, it } from 'vitest';
import { afterRebuild, refuseRebuild } from '../../src/core/plan-rebuild.ts';
import type { Connection } from '../../src/core/target.ts';
import { answer, factsOf, row, target, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const server = (host: string, database = 'app_dev'): Connection => ({
  kind: 'server',
  host,
  port: 5432,
  database,
  user: 'ann',
  password: '',
  tls: { mode: 'off' },
});
const messages = (...given: Parameters<typeof refuseRebuild>): string[] =>
  refuseRebuild(...given).map(({ message }) => message);

describe('refuseRebuild', () => {
  const facts = factsOf({ migrations: [A], local: [row(A, { origin: 'applied' })] });

  it.each(['127.0.0.1', 'localhost', '::1', '/var/run/postgresql'])('lets %s pass', (host) => {
    expect(messages(facts, server(host))).toEqual([]);
  });

  it('lets an embedded database pass', () => {
    expect(messages(facts, { kind: 'pglite', folder: '/x' })).toEqual([]);
  });

  it.each(['db.example.com', '10.0.0.7', 'localhost.example.com'])('refuses %s', (host) => {
    expect(messages(facts, server(host))).toEqual([
      'localhost/app_dev is not on this machine; only a database here is made anew.',
    ]);
  });

  it.each(['postgres', 'template1'])("refuses the server's own %s", (database) => {
    expect(messages(facts, server('localhost', database))).toHaveLength(1);
  });

  it('refuses a trace of a deployment while another target is silent', () => {
    const deployed = factsOf({ migrations: [A], local: [A], production: UNREACHABLE });
    expect(messages(deployed, server('localhost'))).toEqual([
      'localhost/app_dev may be production, which gives no answer:\n' +
        `its ledger says that ${A} was deployed there.`,
    ]);
    const pinned = factsOf(
      { migrations: [A] },
      {
        targets: [
          target('local', []),
          target('production', UNREACHABLE, { pinnedId: 'id-of-local' }),
        ],
      },
    );
    expect(messages(pinned, server('localhost'))).toEqual([
      expect.stringContaining('has the id that migration-gate.json pins for production.'),
    ]);
    const own = factsOf({
      migrations: [A],
      local: [row(A, { origin: 'applied' })],
      production: UNREACHABLE,
    });
    expect(messages(own, server('localhost'))).toEqual([]);
  });

  it('lets a copy of production pass, where production says that it is another one', () => {
    expect(messages(factsOf({ migrations: [A] }), server('localhost'))).toEqual([]);
  });

  it('plans as if the local database were empty, and no other', () => {
    const { targets } = afterRebuild(facts);
    expect(targets.map(({ reading }) => 'ledger' in reading && reading.ledger)).toMatchObject([
      null,
      answer('production', [A]).ledger,
    ]);
  });
});
