import { expect, it } from 'vitest';
import { CLUSTER } from '../support/digitalocean.ts';
import { ALL, behindFirewall, IP, OFFICE_AND_US } from './behind-firewall.ts';

it('the plan shows the age of the newest backup; what goes wrong with it is a note', async () => {
  const newest = new Date(Date.now() - 7.5 * 3_600_000).toISOString();
  const clusters = [{ id: CLUSTER, host: '127.0.0.1', backups: ['2020-01-01T00:00:00Z', newest] }];
  await using behind = await behindFirewall({ clusters, rules: OFFICE_AND_US });
  const { here, cloud } = behind;
  const plan = async (env: Record<string, string> = {}): Promise<string[]> => {
    const { code, stdout } = await here.with(env).gate('deploy', '--dry-run');
    expect(code).toBe(0);
    // The heading, the migration, and what it changes.
    return stdout.split('\n').slice(3);
  };
  expect(cloud.since(IP)).not.toBeNull();
  expect(await plan()).toEqual(['  newest backup: 7 h ago (DigitalOcean)', '']);
  expect(await plan({ DIGITALOCEAN_API_TOKEN: 'dop_v1_wrong' })).toEqual([
    "  the age of DigitalOcean's newest backup is not known:",
    '    DigitalOcean does not accept the token (401).',
    '',
  ]);
  if (!ALL) return;
  const gone = { DIGITALOCEAN_DATABASE_ID: 'another' };
  expect((await plan(gone)).join('\n')).toContain('knows no database cluster another (404)');
});
