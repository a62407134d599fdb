import { GateError } from '../errors.ts';

/** What a droplet knows of itself, without asking anybody else (link-local). */
const DROPLET = 'http://169.254.169.254/metadata/v1/interfaces/public/0/ipv4/address';

const TIMEOUT_MS = 5000;

/**
 * The address by which this machine is seen, asked of the named sources: `droplet`, or services
 * that answer with the address of whoever asks. Several must agree. Throws FIREWALL.
 */
export async function readPublicAddress(sources: readonly string[]): Promise<string> {
  const answers = await Promise.all(sources.map(ask));
  const [first = ''] = answers;
  if (answers.every((answer) => answer === first)) return first;
  const said = sources.map((source, i) => `${source} says ${answers[i]}`).join('\n');
  throw new GateError('FIREWALL', {
    problem: `The public IP address of this machine is not certain:\n${said}`,
    fix: 'Give the right one with  --ip <address>',
  });
}

async function ask(source: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(source === 'droplet' ? DROPLET : source, { signal });
    const text = (await response.text()).trim();
    if (response.ok && /^[0-9a-fA-F.:]{2,45}$/.test(text)) return text;
  } catch {
    // Said below, as any other answer that is none.
  }
  throw new GateError('FIREWALL', {
    problem: `${source} does not tell the public IP address of this machine.`,
    fix: 'Correct "publicIp" in migration-gate.json, or give it with  --ip <address>',
  });
}
