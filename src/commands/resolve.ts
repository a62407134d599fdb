import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { secretsOf } from '../config/connection.ts';
import { type GateConfig, parseGateConfig } from '../config/gate-config.ts';
import type { Baseline } from '../core/baseline.ts';
import type { Migration, Pair } from '../core/migration.ts';
import { parseContents } from '../core/parse-contents.ts';
import { needsProof } from '../core/plan-row-change.ts';
import { planSettlement } from '../core/plan-settlement.ts';
import type { LedgerRow } from '../core/reading.ts';
import { redact } from '../core/redact.ts';
import { renderRefusals } from '../core/render-run.ts';
import {
  type LedgerChange,
  renderSettlement,
  resolveCommand,
  type Settlement,
} from '../core/settlement.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { readRecorded, settleMigration } from '../database/settle-migration.ts';
import type { Session } from '../database/sql-session.ts';
import { readBlobs } from '../git/read-blobs.ts';
import { readHolders } from '../git/read-holders.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { CONFIG_FILE, knownTarget, readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { parseSettlement, type SettlementOptions } from './parse-settlement.ts';
import { proveChange } from './prove-change.ts';
import { readCandidate, type What } from './read-candidate.ts';
import {
  type Case,
  codeOf,
  type Locked,
  settleUnderLock,
  unchanged,
  writeTogether,
} from './settle-under-lock.ts';
import { shareDebts } from './share-debts.ts';

export type ResolveOptions = SettlementOptions & {
  /** Where the changed or renamed file is read. */
  readonly what: What;
};

/** What git knows about one settlement. */
type Given = Case & {
  readonly name: string;
  readonly settlement: Settlement;
  readonly reason: string;
  readonly repository: Repository;
  readonly candidate: readonly Migration[];
  readonly baseline: Baseline | undefined;
  readonly text: string | null;
  readonly holders: readonly string[];
};

/**
 * `resolve`: settles one migration by hand, and says so in the audit. It asks nothing: its one
 * name, its target and its reason are all that a question could be about.
 */
export async function resolveMigration(
  context: Context,
  name: string,
  options: ResolveOptions,
): Promise<ExitCode> {
  const settlement = parseSettlement(name, options);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = await resolveTarget(
    context,
    repository,
    config,
    knownTarget(config, options.target),
  );
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  const reason = redact(options.reason.trim(), secretsOf(target.connection));
  const found = await readGit(repository, config, name, settlement, options.what);
  const given: Given = {
    ...found,
    command: 'resolve',
    name,
    settlement,
    reason,
    repository,
    target,
    invoke,
    by: await readIdentity(repository.git),
    timeoutSeconds: config.timeoutSeconds,
    about: name,
    again: resolveCommand({ invoke, target: target.name }, name, settlement, shellQuote(reason)),
  };
  return codeOf(
    await settleUnderLock(context, given, (locked) => settleInSession(context, locked, given)),
  );
}

type FromGit = Pick<Given, 'candidate' | 'baseline' | 'text' | 'holders' | 'pairs'>;

/** What ended needs no candidate: it must be settled also where none can be read. */
async function readGit(
  repository: Repository,
  config: GateConfig,
  name: string,
  settlement: Settlement,
  what: What,
): Promise<FromGit> {
  const { kind } = settlement;
  if (kind === 'applied' || kind === 'not-applied')
    return { candidate: [], baseline: undefined, text: null, holders: [], pairs: [] };
  const { migrations: candidate, baseline } = await readCandidate(repository, config, what);
  const migration = candidate.find((other) => other.name === name);
  const holders = kind === 'retired' ? await readAllHolders(repository, config, name) : [];
  if (migration === undefined) return { candidate, baseline, text: null, holders, pairs: [] };
  const bytes = await readBlobs(repository.git, [migration.blob]);
  const { contents } = parseContents([migration], bytes);
  const { blob } = migration;
  // Their texts, where they were changed: what is replayed is what ran.
  const pairs: Pair[] = kind === 'accept-change' ? [...candidate] : [{ name, blob }];
  if (settlement.kind === 'renamed-from') pairs.push({ name: settlement.old, blob });
  return { candidate, baseline, text: contents.get(blob) ?? null, holders, pairs };
}

/** Everything that has the file still: a branch, the index, the folder itself. */
async function readAllHolders(
  { git, root }: Repository,
  { migrations }: GateConfig,
  name: string,
): Promise<string[]> {
  const foldersOf = (text: string | null): string[] => [...new Set([migrations, folderIn(text)])];
  const branches = await readHolders(git, CONFIG_FILE, foldersOf, name);
  const here = existsSync(join(root, migrations, name)) ? ['the working tree'] : [];
  return [...branches, ...here];
}

/** A branch's config that cannot be read names no folder of its own. */
function folderIn(text: string | null): string {
  try {
    return parseGateConfig(text ?? '{}', CONFIG_FILE).migrations;
  } catch {
    return parseGateConfig('{}', CONFIG_FILE).migrations;
  }
}

async function settleInSession(
  context: Context,
  { session, answer }: Locked,
  given: Given,
): Promise<ExitCode> {
  const { name, settlement, target, reason, by, timeoutSeconds } = given;
  const { ledger } = answer;
  const action = `resolve ${settlement.kind}`;
  const recorded = ledger !== null && (await readRecorded(session, action, name));
  const rows = ledger?.rows ?? [];
  const missing = await readMissing(context, session, given, rows);
  const plan = planSettlement({ ...given, target: target.name, rows, recorded, missing });
  if (plan.outcome === 'refused') {
    context.err(renderRefusals([plan.refusal], unchanged(target)));
    return 1;
  }
  if (plan.outcome === 'already') {
    context.out(`${plan.message}\n`);
    return 0;
  }
  const settled = await writeTogether(session, async () => {
    const before = await settleMigration(session, plan.change);
    const details = { before, ...afterOf(plan.change), forced: isForced(settlement) };
    return before && { by, action, migrations: [name], reason, details };
  });
  if (settled === null) throw new Error(`the row of ${name} in the ledger is gone`);
  const how = renderSettlement(settlement).replace(/^--/, '').replace(' --force', '');
  context.out(`${name} on ${target.name} is settled: ${how}.\n`);
  if (plan.note !== null) context.out(`${plan.note}\n`);
  const databaseId = ledger?.databaseId ?? '';
  await shareDebts(context, given.repository, { session, target, databaseId, timeoutSeconds });
  return 0;
}

/** What a changed migration has that the target does not show; null where it is not about that. */
async function readMissing(
  context: Context,
  session: Session,
  { name, settlement, text, repository, candidate, baseline, timeoutSeconds }: Given,
  rows: readonly LedgerRow[],
): Promise<readonly string[] | null> {
  if (settlement.kind !== 'accept-change' || text === null) return null;
  if (!needsProof({ name, settlement, rows, text })) return null;
  const asked = { name, text, rows, candidate, baseline, timeoutSeconds };
  return proveChange(context, repository, session, asked);
}

function afterOf(change: LedgerChange): Record<string, unknown> {
  return change.kind === 'rewrite' ? { after: { name: change.newName, blob: change.blob } } : {};
}

const isForced = (settlement: Settlement): boolean =>
  settlement.kind === 'accept-change' && settlement.force;
