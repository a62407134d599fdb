import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { statesOf } from '../deploy/deployable.ts';
import { GATE_TABLE, holdTable, startGate, untilWaiting } from '../deploy/held-table.ts';
import { CLUSTER, OFFICE } from '../support/digitalocean.ts';
import { CLI } from '../support/repository.ts';
import {
  ALL,
  auditOf,
  type Behind,
  behindFirewall,
  IP,
  LONGER,
  steady,
  values,
} from './behind-firewall.ts';

const journalOf = ({ repository }: Behind): string[] => {
  const folder = join(repository.path, '.git/migration-gate/firewall');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'changing.lock') : [];
};

describe('deploy --open-firewall', () => {
  it('opens, waits until it is open, deploys, closes, and writes it down', async () => {
    await using behind = await behindFirewall({ delayMs: 700 });
    const { here, production, cloud, gate } = behind;
    const before = structuredClone(cloud.rules());
    await withSession(production.connection, { timeoutSeconds: 10 }, ensureLedger);

    const first = await here.gate('deploy', '--yes', '--open-firewall');

    expect(steady(first.stderr, behind)).toMatchInlineSnapshot(`
      "Firewall: open for 8.8.4.4 on production, until HH:MM.
      Waiting until production lets us in (up to 75 s) …
      ⚠️  production sees this machine as 127.0.0.1, not as 8.8.4.4.
          Something stands in between; is the rule needed at all?
      Firewall: 8.8.4.4 on production, open since HH:MM: closed.
      "
    `);
    expect(first).toMatchObject({ code: 0 });
    expect(gate.refused()).toBeGreaterThan(0);
    expect(cloud.rules()).toEqual(before);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(journalOf(behind)).toEqual([]);

    const by = `by Ann Author <ann@example.com> for ${IP}`;
    expect(await auditOf(behind)).toEqual([`firewall open ${by}`, `firewall close ${by}`]);
  });

  it('closes when the deployment fails', async () => {
    await using behind = await behindFirewall({ migrations: { '001_a.sql': 'SELECT 1/0;' } });
    const failed = await behind.here.gate('deploy', '--yes', '--open-firewall');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('division by zero');
    expect(values(behind)).toEqual([OFFICE.value]);
    expect(journalOf(behind)).toEqual([]);
  });

  it('closes when nobody is there to say yes', async ({ skip }) => {
    skip(!ALL, LONGER);
    await using behind = await behindFirewall();
    const asked = await behind.here.gate('deploy', '--open-firewall');
    expect(asked.code).toBe(2);
    expect(values(behind)).toEqual([OFFICE.value]);
  });

  it('gives up where the rule does not help, says why that may be, and closes', async () => {
    await using behind = await behindFirewall({
      delayMs: 600_000,
      config: { lease: { waitSeconds: 1 } },
    });
    const { code, stderr } = await behind.here.gate('deploy', '--yes', '--open-firewall');
    expect(code).toBe(1);
    expect(steady(stderr, behind)).toMatchInlineSnapshot(`
      "Firewall: open for 8.8.4.4 on production, until HH:MM.
      Waiting until production lets us in (up to 1 s) …
      The rule for 8.8.4.4 is there, and production still does not let us in.
      ✗ PRODUCTION cut the connection (ECONNRESET).
      What to type:
        A proxy or a VPN may make the database see another address than the web does:
        give that one with  --ip <address>
        Is DIGITALOCEAN_DATABASE_ID the cluster of production? .env says so.
        If it is only slow: "lease": { "waitSeconds": 300 } in migration-gate.json
      Firewall: 8.8.4.4 on production, open since HH:MM: closed.
      "
    `);
    expect(values(behind)).toEqual([OFFICE.value]);
  });

  it('leaves what is let in already as it is', async ({ skip }) => {
    skip(!ALL, LONGER);
    const rules = [OFFICE, { type: 'ip_addr', value: '8.8.0.0/16' }];
    await using behind = await behindFirewall({ rules });
    // The gate knows addresses only: let it open.
    behind.cloud.replace([...behind.cloud.rules(), { type: 'tag', value: IP }]);
    const before = structuredClone(behind.cloud.rules());
    const { code, stderr } = await behind.here.gate('deploy', '--yes', '--open-firewall');
    expect(stderr).toContain(`Firewall: ${IP} is let in already (8.8.0.0/16); it stays so.`);
    expect(code).toBe(0);
    expect(behind.cloud.rules()).toEqual(before);
    expect(behind.cloud.requests.some((one) => one.startsWith('PUT'))).toBe(false);
  });

  it('fails where the rule cannot be removed, keeps it in mind, and the next run removes it', async () => {
    await using behind = await behindFirewall();
    behind.cloud.onPut = () => behind.cloud.fail('PUT', ...Array(3).fill({ status: 503 }));
    const first = await behind.here.gate('deploy', '--yes', '--open-firewall');
    behind.cloud.onPut = null;
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('Deployed 1');
    expect(first.stderr).toContain(`✗ The firewall is still open for ${IP} on production.`);
    expect(values(behind)).toEqual([OFFICE.value, IP]);

    if (ALL) {
      const doctor = await behind.here.gate('doctor');
      expect(doctor.stdout).toContain(`the firewall of production is open for ${IP}, left over`);
    }
    const next = await behind.here.gate('deploy', '--yes');
    expect(steady(next.stderr, behind)).toContain(
      `Firewall: ${IP} on production, left over from HH:MM: closed.`,
    );
    expect(values(behind)).toEqual([OFFICE.value]);
  });
});

describe('a deploy that is ended from outside', () => {
  const migrations = { '001_a.sql': `CREATE TABLE a (); LOCK TABLE ${GATE_TABLE};` };

  it.each(ALL ? (['SIGINT', 'SIGTERM', 'SIGHUP'] as const) : (['SIGTERM'] as const))(
    '%s while it waits: it closes',
    async (signal) => {
      await using behind = await behindFirewall({ delayMs: 600_000 });
      const { ended, kill } = await startGate(behind.here, 'deploy', '--yes', '--open-firewall');
      await expect.poll(() => behind.gate.refused(), { timeout: 20_000 }).toBeGreaterThan(0);

      kill(signal);

      const { code, stderr } = await ended;
      expect(code).toBe(1);
      expect(stderr).toContain('Interrupted: nothing was run.');
      expect(values(behind)).toEqual([OFFICE.value]);
      expect(journalOf(behind)).toEqual([]);
    },
  );

  it('kill -9 in the middle: the rule and its journal stay; the next run closes', async () => {
    await using behind = await behindFirewall({ migrations });
    const { here, production } = behind;
    await using table = await holdTable(production);
    const { ended, kill } = await startGate(here, 'deploy', '--yes', '--open-firewall');
    await untilWaiting(production);
    const journal = join(here.path, '.git/migration-gate/firewall', journalOf(behind)[0] ?? '');
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(journal, 'utf8'))).toMatchObject({ cluster: CLUSTER, ip: IP });

    // Another run does not close what one that lives is using.
    const status = await here.gate('firewall', 'status', '--json');
    expect(JSON.parse(status.stdout).leases).toMatchObject([{ ip: IP, state: 'in-use' }]);
    kill('SIGKILL');
    expect((await ended).code).toBe(137);
    expect(values(behind)).toEqual([OFFICE.value, IP]);
    await table.release();

    const next = await here.gate('firewall', 'status');
    expect(steady(next.stderr, behind)).toContain('left over from HH:MM: closed.');
    expect(values(behind)).toEqual([OFFICE.value]);
    expect(journalOf(behind)).toEqual([]);
  });

  it('SIGTERM in the middle: it is rolled back, and closed', async ({ skip }) => {
    skip(!ALL, LONGER);
    await using behind = await behindFirewall({ migrations });
    await withSession(behind.production.connection, { timeoutSeconds: 10 }, ensureLedger);
    await using table = await holdTable(behind.production);
    const { ended, kill } = await startGate(behind.here, 'deploy', '--yes', '--open-firewall');
    await untilWaiting(behind.production);
    kill('SIGTERM');
    expect((await ended).code).toBe(1);
    await table.release();
    expect(values(behind)).toEqual([OFFICE.value]);
    expect(journalOf(behind)).toEqual([]);
    expect(await statesOf(behind.production)).toEqual([]);
  });

  it('whose reader is gone: it ends in order', async ({ skip }) => {
    skip(!ALL, LONGER);
    await using behind = await behindFirewall();
    const piped = '"$0" "$1" deploy --yes --open-firewall 2>&1 | head -1';
    const { stdout } = await behind.here.run('sh', ['-c', piped, process.execPath, CLI]);
    expect(stdout).toContain(`Firewall: open for ${IP}`);
    expect(await statesOf(behind.production)).toEqual(['001_a.sql applied']);
    expect(values(behind)).toEqual([OFFICE.value]);
  });

  it('kill -9 between the change and its confirmation', async () => {
    await using behind = await behindFirewall();
    const started = startGate(behind.here, 'firewall', 'open');
    behind.cloud.onPut = () => void started.then(({ kill }) => kill('SIGKILL'));
    // No answer any more: it must be killed while it asks.
    behind.cloud.fail('GET');
    await (await started).ended;
    behind.cloud.onPut = null;
    const { code } = await behind.here.gate('firewall', 'close');
    expect(code).toBe(0);
    expect(values(behind)).toEqual([OFFICE.value]);
  });
});
