import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicAddress } from '../../src/commands/public-address.ts';
import { parseGateConfig } from '../../src/config/gate-config.ts';
import type { GateError } from '../../src/errors.ts';
import { commandFirewall } from '../../src/firewall/command-provider.ts';
import { hasLedger } from '../deploy/deployable.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { OFFICE } from '../support/digitalocean.ts';
import { ALL, behindFirewall, IP, LONGER, steady, values } from './behind-firewall.ts';

describe('firewall', () => {
  it('open, status, close', async () => {
    await using behind = await behindFirewall();
    const { here } = behind;
    const open = await here.gate('firewall', 'open');
    expect(open.code).toBe(0);
    expect(steady(open.stdout, behind)).toMatchInlineSnapshot(`
      "production is open for 8.8.4.4, until HH:MM. To close it:
        migration-gate firewall close
      "
    `);
    const status = await here.gate('firewall', 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      version: 1,
      target: 'production',
      provider: 'digitalocean',
      rules: [
        { type: 'ip_addr', value: OFFICE.value, description: 'office, 2nd floor', ours: false },
        { type: 'ip_addr', value: IP, ours: true },
      ],
      leases: [{ ip: IP, state: 'open' }],
    });
    // A run shares it, and does not close it behind.
    const verify = await here.gate('verify', '--open-firewall', '--json');
    expect(JSON.parse(verify.stdout).targets[1]).toMatchObject({ access: 'ok' });
    expect(verify.stderr).toContain('another run still needs it; it stays until that ends');
    expect(values(behind)).toEqual([OFFICE.value, IP]);

    const close = await here.gate('firewall', 'close');
    expect(steady(close.stderr, behind)).toMatchInlineSnapshot(`
      "Firewall: 8.8.4.4 on production, open since HH:MM: closed.
      "
    `);
    expect(close.code).toBe(0);
    expect(values(behind)).toEqual([OFFICE.value]);
  });

  it('verify --open-firewall asks behind it, and writes nothing there', async () => {
    await using behind = await behindFirewall();
    const { code, stdout } = await behind.here.gate('verify', '--open-firewall');
    expect(code).toBe(1);
    expect(stdout).toContain('Production access: ✓');
    expect(stdout).toContain('✗ BLOCKED - 1 migrations not deployed to production');
    expect(values(behind)).toEqual([OFFICE.value]);
    expect(await hasLedger(behind.production)).toBe(false);
  });

  it('verify --apply-to-production opens once for all of it', async ({ skip }) => {
    skip(!ALL, LONGER);
    await using behind = await behindFirewall();
    const args = ['verify', '--apply-to-production', '--open-firewall', '--yes'];
    const { code, stdout } = await behind.here.gate(...args);
    expect(stdout).toContain('✓ READY TO MERGE - Production is up to date');
    expect(code).toBe(0);
    expect(behind.cloud.requests.filter((one) => one.startsWith('PUT'))).toHaveLength(2);
    expect(values(behind)).toEqual([OFFICE.value]);
  });
});

describe('what is missing is asked for', () => {
  it('the token: with the path in the dashboard, and the other ways', async () => {
    await using behind = await behindFirewall();
    const here = behind.here.with({ DIGITALOCEAN_API_TOKEN: '' });
    const { code, stderr } = await here.gate('deploy', '--yes', '--open-firewall');
    expect(code).toBe(2);
    expect(steady(stderr, behind)).toMatchInlineSnapshot(`
      "migration-gate: The firewall cannot be changed from here:
      DIGITALOCEAN_API_TOKEN is not set.
      What to type:
        Put DIGITALOCEAN_API_TOKEN into .env (scopes database:read, database:update).
        Or by hand: Databases > the cluster > Settings > Trusted Sources.
        Or, for another cloud, in migration-gate.json:
        "firewall": "command", "lease": { "open": "…", "close": "…" }
        Or deploy from a machine that has access; or make a script for psql there:
        migration-gate bundle
      "
    `);
  });

  it('the address; a private one is refused', async () => {
    await using behind = await behindFirewall({ config: { publicIp: undefined } });
    const open = (...args: string[]) => behind.here.gate('firewall', 'open', ...args);
    const none = await open();
    expect(none.code).toBe(2);
    expect(none.stderr).toMatchInlineSnapshot(`
      "migration-gate: The public IP address of this machine is not known.
      What to type:
        Give it:  --ip <address>
        Or name in migration-gate.json who may be asked for it, for example:
        "publicIp": "https://api.ipify.org"   (on a droplet: "publicIp": "droplet")
      "
    `);
    if (!ALL) return;
    expect((await open('--ip', '192.168.1.7')).stderr).toContain('a private address');
    expect(await open('--ip', IP)).toMatchObject({ code: 0 });
    expect(values(behind)).toEqual([OFFICE.value, IP]);
  });

  it('the address, of services that must agree', async () => {
    const says = ['8.8.4.4', '8.8.4.4', '9.9.9.9'];
    const servers = says.map((ip) => createServer((_, response) => void response.end(`${ip}\n`)));
    const urls = await Promise.all(
      servers.map(
        (server) =>
          new Promise<string>((resolve) => {
            server.listen(0, '127.0.0.1', () => {
              const address = server.address();
              resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
            });
          }),
      ),
    );
    const config = (publicIp: unknown) => parseGateConfig(JSON.stringify({ publicIp }), 'x');
    expect(await publicAddress(config(urls[0]))).toBe(IP);
    expect(await publicAddress(config(urls.slice(0, 2)))).toBe(IP);
    await expect(publicAddress(config(urls))).rejects.toThrow('is not certain');
    for (const server of servers) server.close();
  });

  it('the token goes nowhere but to DigitalOcean, or a test on this machine', async ({ skip }) => {
    skip(!ALL, LONGER);
    await using behind = await behindFirewall();
    const here = behind.here.with({
      MIGRATION_GATE_DIGITALOCEAN_API: 'https://evil.example.com',
    });
    const { code, stderr } = await here.gate('firewall', 'status');
    expect(code).toBe(2);
    expect(stderr).toContain('it must be on this machine');
  });
});

it('a production that a firewall keeps from us: all ways out, in order', async () => {
  await using behind = await behindFirewall({ config: { timeoutSeconds: 1 } });
  // An address for documentation: nobody answers there.
  const far = { DATABASE_URL: 'postgres://ann:x@192.0.2.1:25060/app', DATABASE_CA_CERT: '' };
  const { code, stdout } = await behind.here.with(far).gate('verify', '--target', 'production');
  expect(code).toBe(1);
  const said = steady(stdout, behind).replace(/ (did not answer|cannot be|refuses|cut).*/, ' …');
  expect(said.slice(said.indexOf('✗'), said.indexOf('==='))).toMatchInlineSnapshot(`
    "✗ UNREACHABLE: 192.0.2.1:25060 …

    What to type:
      migration-gate deploy HEAD --open-firewall
        (by hand: Databases > the cluster > Settings > Trusted Sources)
      Or, on a machine that has access:
      migration-gate deploy HEAD
      Or there with psql; its receipt counts here:
      migration-gate bundle HEAD
      migration-gate verify --receipt <code>
      Or through DigitalOcean's console proxy, or a tunnel.

    "
  `);
});

describe('the commands of the user', () => {
  const config = (open: string, close: string) => ({
    firewall: 'command',
    lease: { open, close, waitSeconds: 5 },
  });

  it('open and close, with what they need in the environment, and the receipt', async () => {
    const api = 'curl -fsS -X PUT -H "Authorization: Bearer $DIGITALOCEAN_API_TOKEN"';
    const put = (rules: string): string => `${api} -d '${rules}' "$API"`;
    const ours = `{"rules":[{"type":"ip_addr","value":"'"$MIGRATION_GATE_IP"'"}]}`;
    await using behind = await behindFirewall({
      config: config(
        `${put(ours)} && echo '{"id": 7}'`,
        `${put('{"rules":[]}')} && echo "$MIGRATION_GATE_RECEIPT $MIGRATION_GATE_TARGET" >closed`,
      ),
    });
    const API = `${behind.cloud.url}/v2/databases/9cc10173-e9ea-4176-9dbc-a4cee4c4ff30/firewall`;
    const here = behind.here.with({ API });
    const { code, stdout, stderr } = await here.gate('deploy', '--yes', '--open-firewall');
    expect(stderr).toContain(`Firewall: ${IP} on production, open since`);
    expect(stdout).toContain('Deployed 1');
    expect(code).toBe(0);
    expect(readFileSync(join(here.path, 'closed'), 'utf8')).toBe('{"id": 7} production\n');
    expect(behind.cloud.rules()).toEqual([]);
  });

  it('one that fails: what it said, and what to try', async () => {
    const provider = commandFirewall({
      open: 'echo no such group >&2; exit 3',
      close: 'true',
      cwd: '/',
      env: cleanEnv('/'),
      target: 'production',
      host: 'db.example.com',
      timeoutMs: 10_000,
    });
    const request = { ip: IP, label: 'x', until: 'x', journal: async () => undefined };
    const error = await provider.open(request).catch((thrown: GateError) => thrown);
    expect(error).toMatchObject({
      code: 'FIREWALL',
      message: 'The firewall command did not work; it ended with 3:\nno such group',
      fix: expect.stringContaining('echo no such group >&2; exit 3'),
    });
  });
});
