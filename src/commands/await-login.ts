import type { Lease } from '../core/lease.ts';
import { isLoopback } from '../core/loopback.ts';
import { problemWithAddress } from '../core/public-address.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Target } from '../core/target.ts';
import type { Context } from './context.ts';
import { waitForLogin } from './wait-for-login.ts';

/**
 * Waits until the database lets us in, and says what it sees. False: it does not, or we were
 * interrupted, which is said.
 */
export async function awaitLogin(
  context: Context,
  target: Target,
  { ip }: Lease,
  limits: { readonly waitSeconds: number; readonly timeoutSeconds: number },
): Promise<boolean> {
  context.err(`Waiting until ${target.name} lets us in (up to ${limits.waitSeconds} s) …\n`);
  const login = await waitForLogin(target, limits, context.interrupted);
  if (context.interrupted.aborted) {
    context.err('Interrupted: nothing was run.\n');
    return false;
  }
  if (login.kind === 'in') {
    sayAddress(context, target, ip, login.address);
    return true;
  }
  const { problem, fixes, access } = login.why;
  const heading = `The rule for ${ip} is there, and ${target.name} still does not let us in.`;
  const own = access === 'unreachable' ? waysThrough(target) : fixes;
  context.err(renderRefusals([{ message: problem, fixes: own }], heading));
  return false;
}

/** The rule is for another address than the one the database sees, or for another database. */
function waysThrough({ name }: Target): string[] {
  return [
    'A proxy or a VPN may make the database see another address than the web does:',
    'give that one with  --ip <address>',
    `Is DIGITALOCEAN_DATABASE_ID the cluster of ${name}? .env says so.`,
    'If it is only slow: "lease": { "waitSeconds": 300 } in migration-gate.json',
  ];
}

function sayAddress(context: Context, target: Target, ip: string, seen: string | null): void {
  if (seen === null || seen === ip) return;
  const { connection } = target;
  // Through a tunnel it sees the other end of that.
  const near = connection.kind === 'server' && isLoopback(connection.host);
  const hint =
    near || problemWithAddress(seen) !== null
      ? 'Something stands in between; is the rule needed at all?'
      : `If that is this machine's own:  --ip ${seen}`;
  context.err(`⚠️  ${target.name} sees this machine as ${seen}, not as ${ip}.\n    ${hint}\n`);
}
