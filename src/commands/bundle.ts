import { dirname, join, resolve } from 'node:path';
import type { Bundle } from '../core/bundle.ts';
import { bundleSteps } from '../core/bundle-steps.ts';
import type { Facts } from '../core/facts.ts';
import { renderBundle } from '../core/render-bundle.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Connection } from '../core/target.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { writeBundle } from '../state/receipts.ts';
import { stateDir } from '../state/state-dir.ts';
import { printScript, writeScript } from '../state/write-script.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { readFacts } from './judge.ts';
import { NO_DEBTS } from './open-debts.ts';
import { planBundle } from './plan-bundle.ts';
import { makeBundle, splitAll } from './read-bundle.ts';
import { readCandidate, renderWhat, type What } from './read-candidate.ts';
import { summariseFiles } from './summarise-files.ts';

export type BundleOptions = {
  readonly what: What;
  readonly target?: string;
  /** A file; `-` is standard output. */
  readonly output?: string;
  /** Replaces a file that is there. */
  readonly yes?: boolean;
};

type Server = Extract<Connection, { kind: 'server' }>;

/** `bundle`: what is pending on production as one psql script, for a machine that has access. */
export async function bundle(context: Context, options: BundleOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = knownTarget(config, options.target ?? 'production');
  if (target === 'local') throw notFor(target, 'migration-gate apply');
  refuseBeside(context, join(repository.root, config.migrations), options.output ?? '.');
  const facts = await readBundleFacts(context, repository, options.what, target);
  const plan = await planBundle(repository, facts, target);
  const { carried, refusals } = await splitAll(plan.run);
  const all = [...plan.refusals, ...refusals];
  if (all.length > 0) {
    context.err(renderRefusals(all, `No bundle was made for ${target}.`));
    return isUnconfigured(facts, target) ? 2 : 1;
  }
  if (carried.length === 0) {
    context.out(`Nothing is pending on ${target}: no bundle is needed.\n`);
    return 0;
  }
  const { connection } = await resolveTarget(context, repository, config, target);
  if (connection.kind !== 'server') throw notFor(target, 'migration-gate deploy');
  const { invoke } = facts.advice;
  const option = target === 'production' ? '' : ` --target ${target}`;
  const made = makeBundle(
    {
      target,
      database: connection.database,
      by: await readIdentity(repository.git),
      at: context.now(),
      bundleAll: `${invoke} bundle <the protected branch>${option}`,
    },
    facts,
    carried,
  );
  return writeMade(context, repository, { made, facts, connection, options });
}

function isUnconfigured(facts: Facts, name: string): boolean {
  const target = facts.targets.find((other) => other.name === name);
  return target?.reading.access === 'not-configured' || facts.problem?.code === 'BAD_CONFIG';
}

async function readBundleFacts(
  context: Context,
  repository: Repository,
  what: What,
  target: string,
): Promise<Facts> {
  const config = await readWorkingConfig(repository.root);
  const candidate = await readCandidate(repository, config, what);
  return readFacts(context, repository, {
    candidate,
    config,
    targets: target === 'production' ? [target, 'local'] : [target, 'local', 'production'],
    before: null,
    brought: null,
    debts: NO_DEBTS,
    given: null,
    ignoredOverride: null,
    advice: {
      invoke: invocation(repository.root, repository.mainRoot, context.program.script),
      what: renderWhat(what, candidate),
    },
    searchOrphans: false,
    forDeploy: true,
  });
}

type Making = {
  readonly made: Bundle;
  readonly facts: Facts;
  readonly connection: Server;
  readonly options: BundleOptions;
};

/** What is needed to know its receipt is kept first: a bundle without it would be of no use. */
async function writeMade(
  context: Context,
  repository: Repository,
  { made, facts, connection, options }: Making,
): Promise<ExitCode> {
  const { id, nonce, target, databaseId, at, expected } = made;
  const file = options.output ?? `migration-gate-${target}-${id}.sql`;
  const { invoke, what } = facts.advice;
  const verify = [invoke, 'verify', what].filter((part) => part !== '').join(' ');
  const toOutput = file === '-';
  const steps = bundleSteps(target, connection, toOutput ? 'bundle.sql' : file, verify);
  const text = renderBundle(made, [describe(made), ...steps]);
  const pairs = expected.map(({ name, blob }) => ({ name, blob }));
  await writeBundle(stateDir(repository.commonDir), { id, nonce, target, databaseId, at, pairs });
  if (toOutput) await printScript(text);
  else if (!(await writeScript(resolve(context.cwd, file), text, options.yes ?? false))) {
    throw new GateError('BAD_USAGE', {
      problem: `${visible(file)} is there already.`,
      fix: `migration-gate bundle ${what} --output <another file>\nOr replace it, with --yes.`,
    });
  }
  const say = toOutput ? context.err : context.out;
  const summaries = await summariseFiles(made.carried);
  const names = made.carried
    .map(({ name, blob }) => [`  ${visible(name)}`, `    ${summaries.get(blob) ?? ''}`])
    .flatMap((lines) => lines.filter((line) => line.trim() !== '').map((line) => `${line}\n`))
    .join('');
  say(`${describe(made)}:\n${names}\n${steps.join('\n')}\n`);
  if (databaseId === null) say(`⚠️  ${target} is not pinned: it goes by the database's name.\n`);
  return 0;
}

function describe({ id, target, detail, carried }: Bundle): string {
  const count = carried.length === 1 ? '1 migration' : `${carried.length} migrations`;
  return `Bundle ${id}: ${count} for ${target} (${detail})`;
}

/** There the script would be taken for a migration with a wrong name. */
function refuseBeside({ cwd }: Context, migrations: string, output: string): void {
  const folder = output === '.' ? cwd : dirname(resolve(cwd, output));
  if (output === '-' || !`${folder}/`.startsWith(`${migrations}/`)) return;
  throw new GateError('BAD_USAGE', {
    problem: 'A bundle is no migration: it cannot be written into their folder.',
    fix: 'Give it another place with --output.',
  });
}

function notFor(target: string, command: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `${shellQuote(target)} needs no bundle: it is on this machine.`,
    fix: command,
  });
}
