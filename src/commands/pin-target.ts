import type { Target } from '../core/target.ts';
import { readTarget } from '../database/read-target.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { writePin } from '../state/pin.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { CONFIG_FILE, readWorkingConfig } from './gate-settings.ts';

/**
 * Writes a target's database id into `migration-gate.json`, so that no other database is taken
 * for it. An embedded one is another on every machine: its id would be wrong everywhere else.
 */
export async function pinTarget(
  context: Context,
  { root }: Repository,
  { name, connection }: Target,
  databaseId: string,
): Promise<void> {
  if (connection.kind !== 'server') return;
  const written = await writePin(root, name, databaseId).catch((cause: Error) => {
    throw new GateError('BAD_CONFIG', {
      where: CONFIG_FILE,
      problem: `${name} has run, but its id could not be written: ${cause.message}`,
      fix: `In "targets", give "${name}" its  "id": "${databaseId}"`,
    });
  });
  if (!written) return;
  context.out(`Pinned ${name} in migration-gate.json; commit that line.\n`);
}

/** The same for production, after a command that had to leave the file alone until its end. */
export async function pinProduction(context: Context, repository: Repository): Promise<void> {
  const config = await readWorkingConfig(repository.root);
  if (config.targets['production'] === false) return;
  const target = await resolveTarget(context, repository, config, 'production');
  if (target.pinnedId !== null) return;
  const reading = await readTarget(target, [], config.timeoutSeconds);
  if (reading.access !== 'ok' || reading.ledger === null) return;
  await pinTarget(context, repository, target, reading.ledger.databaseId);
}
