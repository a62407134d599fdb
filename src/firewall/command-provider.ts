import { spawn } from 'node:child_process';
import { GateError } from '../errors.ts';
import type { FirewallProvider } from './provider.ts';

/** The user's own commands: for every cloud that has a command line. */
export type CommandSettings = {
  readonly open: string;
  readonly close: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: string;
  /** The host of the database. */
  readonly host: string;
  readonly timeoutMs: number;
};

/** What a receipt may be long. */
const MOST = 65_536;

/**
 * Runs them with `sh -c`, since they are written as one line with pipes and quotes. What they need
 * is in the environment, never in that line: MIGRATION_GATE_IP, _LABEL, _UNTIL (ISO 8601), _TARGET,
 * _HOST, and for the closing one _RECEIPT, what the opening one has printed.
 */
export function commandFirewall(settings: CommandSettings): FirewallProvider {
  const run = (
    command: string,
    lease: { ip: string; label: string; until: string; receipt?: string | null },
  ): Promise<string> =>
    runCommand(command, settings, {
      MIGRATION_GATE_IP: lease.ip,
      MIGRATION_GATE_LABEL: lease.label,
      MIGRATION_GATE_UNTIL: lease.until,
      MIGRATION_GATE_TARGET: settings.target,
      MIGRATION_GATE_HOST: settings.host,
      MIGRATION_GATE_RECEIPT: lease.receipt ?? '',
    });
  return {
    id: 'command',
    list: async () => null,
    open: async ({ ip, label, until, journal }) => {
      await journal(null);
      const printed = (await run(settings.open, { ip, label, until })).trim();
      return { kind: 'opened', receipt: printed === '' ? null : printed, lost: [] };
    },
    close: async (lease) => {
      await run(lease.close ?? settings.close, lease);
      return 'closed';
    },
  };
}

/** What it printed on stdout. Throws FIREWALL where it fails, with the end of what it said. */
function runCommand(
  command: string,
  { cwd, env, timeoutMs }: CommandSettings,
  given: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd,
      env: { ...env, ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      // A group of its own: Ctrl-C is for us, who then run the closing one.
      detached: true,
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] = (output[name] + text).slice(-MOST);
      });
    }
    child.on('error', (error) => reject(failed(command, `it did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output.stdout);
      const last = output.stderr.trim().split('\n').slice(-3).join('\n');
      const how = code === null ? `it was ended by ${signal}` : `it ended with ${code}`;
      reject(failed(command, last === '' ? how : `${how}:\n${last}`));
    });
  });
}

function failed(command: string, problem: string): GateError {
  return new GateError('FIREWALL', {
    problem: `The firewall command did not work; ${problem}`,
    fix: `Try it by hand ("lease" in migration-gate.json):\n${command}`,
  });
}
