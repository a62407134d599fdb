import type { GateConfig } from '../config/gate-config.ts';
import { problemWithAddress } from '../core/public-address.ts';
import { GateError } from '../errors.ts';
import { readPublicAddress } from '../firewall/read-public-address.ts';

/**
 * The address that the firewall is opened for: `--ip`, else what the config says or whom it names.
 * Nobody is asked that the config does not name. Throws FIREWALL, BAD_USAGE.
 */
export async function publicAddress(config: GateConfig, given?: string): Promise<string> {
  const ip = given ?? (await configured(config));
  const problem = problemWithAddress(ip);
  if (problem === null) return ip;
  throw new GateError(given === undefined ? 'FIREWALL' : 'BAD_USAGE', {
    problem,
    fix: 'Give the address by which the internet sees this machine:  --ip <address>',
  });
}

async function configured({ publicIp }: GateConfig): Promise<string> {
  if (publicIp === undefined) {
    throw new GateError('FIREWALL', {
      problem: 'The public IP address of this machine is not known.',
      fix:
        'Give it:  --ip <address>\n' +
        'Or name in migration-gate.json who may be asked for it, for example:\n' +
        '"publicIp": "https://api.ipify.org"   (on a droplet: "publicIp": "droplet")',
    });
  }
  if (typeof publicIp !== 'string') return readPublicAddress(publicIp);
  return /^[\d.]+$/.test(publicIp) ? publicIp : readPublicAddress([publicIp]);
}
