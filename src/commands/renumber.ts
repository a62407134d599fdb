import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { withMigrationName } from '../core/migration-text.ts';
import { parseNumber } from '../core/plain-layout.ts';
import { planRenumber, type RenumberFacts, type RenumberPlan } from '../core/plan-renumber.ts';
import type { Refusal } from '../core/refusal.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { decodeSql } from '../core/sql-text.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { readCurrentBranch } from '../git/refs.ts';
import { renameFile } from '../git/rename-file.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { readBlobId, readPlace } from '../git/write-migration-file.ts';
import { askTargets } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { resolveMigration } from './resolve.ts';
import { readTaken, whileChoosing } from './taken-numbers.ts';

export type RenumberOptions = { readonly to?: string; readonly yes?: boolean };

type Renumber = Extract<RenumberPlan, { outcome: 'renumber' }>;

/** `renumber`: moves one migration out of a collision: its file, its header, its local ledger row. */
export async function renumber(
  context: Context,
  typed: string,
  options: RenumberOptions,
): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const name = typed.startsWith(`${config.migrations}/`)
    ? typed.slice(config.migrations.length + 1)
    : typed;
  refuseUsage(name, options);
  const facts = await readFacts(context, repository, config, name, options.to ?? null);
  const plan = planRenumber(facts);
  if (plan.outcome === 'refused') return refuse(context, name, plan.refusals);
  if (!(await confirmed(context, facts, plan, options.yes ?? false))) {
    context.err('Nothing was changed.\n');
    return 1;
  }
  return whileChoosing(repository, () => act(context, repository, config, facts, plan));
}

function refuseUsage(name: string, { to }: RenumberOptions): void {
  if (parseNumber(name) === null) {
    throw new GateError('BAD_USAGE', {
      problem: `${visible(name)} is no migration's name.`,
      fix: 'A name is a file below the migrations folder: 003_add_user_columns.sql',
    });
  }
  if (to !== undefined && !/^\d{1,30}$/.test(to)) {
    throw new GateError('BAD_USAGE', {
      problem: `--to is a number, and ${visible(to)} is none.`,
      fix: `migration-gate renumber ${shellQuote(name)}`,
    });
  }
}

/** A blob id that no row has, so that its row comes with its text. */
const ANOTHER_BLOB = '0'.repeat(40);

async function readFacts(
  context: Context,
  repository: Repository,
  config: GateConfig,
  name: string,
  to: string | null,
): Promise<RenumberFacts> {
  const { root, mainRoot, git } = repository;
  const { targets, problem } = await askTargets(context, repository, {
    config,
    names: targetNames(config.targets),
    pairs: [{ name, blob: ANOTHER_BLOB }],
    secondsFor: () => config.timeoutSeconds,
    forDeploy: false,
  });
  if (problem !== null) {
    throw new GateError('BAD_USAGE', { problem: problem.message, fix: problem.fix });
  }
  const path = `${config.migrations}/${name}`;
  const found = await readPlace(root, path);
  const text = found.kind === 'file' ? decodeSql(found.bytes) : null;
  const blob = found.kind === 'file' ? await readBlobId(git, path) : '';
  return {
    ...{ name, to, targets, migrations: config.migrations, now: context.now() },
    ...(await readTaken(repository, config, { targets, problem: null })),
    file: text === null ? null : { blob, text: text.ok ? text.text : null },
    invoke: invocation(root, mainRoot, context.program.script),
  };
}

function refuse(context: Context, name: string, refusals: readonly Refusal[]): ExitCode {
  context.err(renderRefusals(refusals, `${name} was not renumbered.`));
  return 1;
}

async function confirmed(
  context: Context,
  { name, to, migrations, invoke }: RenumberFacts,
  { newName, ledger }: Renumber,
  yes: boolean,
): Promise<boolean> {
  const row = ledger ? `, and the row of the local ledger` : '';
  context.out(`Rename in ${migrations}, with the header${row}:\n  ${name} -> ${newName}\n`);
  if (yes) return true;
  const answer = await context.confirm('Go on?');
  if (answer === null) {
    const again = `${invoke} renumber ${shellQuote(name)}${to === null ? '' : ` --to ${to}`}`;
    throw new GateError('NEEDS_CONFIRMATION', { action: 'renumber', fix: `${again} --yes` });
  }
  return answer;
}

/** Under the lock, so it is looked once more whether the number is free. */
async function act(
  context: Context,
  repository: Repository,
  config: GateConfig,
  facts: RenumberFacts,
  { newName, ledger }: Renumber,
): Promise<ExitCode> {
  const { name, migrations, invoke } = facts;
  const { holders } = await readTaken(repository, config, { ...facts, problem: null });
  const number = parseNumber(newName);
  const taken = [...holders.keys()].find((other) => parseNumber(other) === number);
  if (taken !== undefined) {
    const message = `${visible(taken)} has taken that number in the meantime.`;
    return refuse(context, name, [{ message, fixes: [`${invoke} renumber ${shellQuote(name)}`] }]);
  }
  const paths = { from: `${migrations}/${name}`, to: `${migrations}/${newName}` };
  const renamed = await renameFile(repository.git, repository.root, paths, (bytes) =>
    withMigrationName(bytes, name, newName),
  );
  const how = !renamed.tracked
    ? 'git does not track it yet'
    : renamed.staged
      ? 'staged; commit it'
      : 'the new name is staged; what you had changed in it is not';
  context.out(`${name} is ${newName} now (${how}).\n`);
  await sayOthers(context, repository, name, holders.get(name) ?? []);
  return ledger ? rename(context, facts, newName) : 0;
}

/** A branch that has the file under its old name would bring it back. */
async function sayOthers(
  context: Context,
  { git }: Repository,
  name: string,
  holders: readonly string[],
): Promise<void> {
  const own = (await readCurrentBranch(git))?.replace('refs/heads/', '');
  // What a remote has of this very branch, the next push replaces.
  const isOwn = (who: string): boolean => who === own || who.replace(/^[^/]+\//, '') === own;
  const others = holders.filter((who) => !isOwn(who) && !who.startsWith('the ledger of '));
  if (others.length === 0) return;
  const who = visible(others.join(', '));
  context.err(`⚠️  These have ${name} still; merging one brings it back:\n    ${who}\n`);
}

async function rename(
  context: Context,
  { name, invoke }: RenumberFacts,
  newName: string,
): Promise<ExitCode> {
  const reason = `renumber: ${name} is ${newName} now`;
  const code = await resolveMigration(context, newName, {
    ...{ target: 'local', renamedFrom: name, reason, what: { kind: 'working-tree' } },
  });
  if (code === 0) return 0;
  context.err(
    `The file is renamed; the local ledger has the old name still. When it can be written:\n` +
      `  ${invoke} resolve ${newName} --target local --renamed-from ${name} --reason '${reason}'\n`,
  );
  return code;
}
