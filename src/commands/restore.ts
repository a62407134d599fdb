import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { distrustReasons } from '../core/access-reasons.ts';
import type { TargetFacts } from '../core/facts.ts';
import { rowsOf } from '../core/make-reason.ts';
import { parseNumber } from '../core/plain-layout.ts';
import type { LedgerRow } from '../core/reading.ts';
import type { Refusal } from '../core/refusal.ts';
import { renderRan } from '../core/render-ran.ts';
import { renderRefusals } from '../core/render-run.ts';
import { possibleBytes } from '../core/restored-bytes.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { decodeSql } from '../core/sql-text.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { readBlobs } from '../git/read-blobs.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { blobIdOf, readBlobId, readPlace, writeNewFile } from '../git/write-migration-file.ts';
import { askTargets } from './ask-targets.ts';
import { auditRestore } from './audit-restore.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';

/** What a ledger keeps of it: a row with its text. */
type Kept = { readonly target: string; readonly row: LedgerRow; readonly sql: string };

/**
 * `restore`: writes a migration that a ledger has back into the folder of the working tree; never
 * over a file, and never outside. Without a target, production is asked before the others.
 */
export async function restore(
  context: Context,
  name: string,
  { target, reason }: { readonly target?: string; readonly reason?: string },
): Promise<ExitCode> {
  refuseUsage(name, reason);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const names = target === undefined ? targetNames(config.targets) : [knownTarget(config, target)];
  const asked = await ask(context, repository, config, names, name);
  const kept = findKept(asked, name);
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  const path = `${config.migrations}/${name}`;
  if (kept === null) {
    context.err(renderRefusals(refuseUnknown(name, asked, invoke), `${path} was not written.`));
    return 1;
  }
  const code = await putBack(context, repository, path, kept);
  if (code !== 0 || reason === undefined) return code;
  const { blob } = kept.row;
  const restored = { name, blob, target: kept.target, reason: reason.trim() };
  return auditRestore(context, repository, config, restored);
}

function refuseUsage(name: string, reason: string | undefined): void {
  if (reason?.trim() === '') {
    throw new GateError('BAD_USAGE', {
      problem: '--reason is empty.',
      fix: `migration-gate restore ${shellQuote(name)} --reason "…"`,
    });
  }
  if (parseNumber(name) === null) {
    throw new GateError('BAD_USAGE', {
      problem: `${visible(name)} is no migration's name; nothing is written under it.`,
      fix: 'A name is a file below the migrations folder: 003_add_user_columns.sql',
    });
  }
}

/** A blob id that no row has, so that each answers with its text. */
const ANOTHER_BLOB = '0'.repeat(40);

async function ask(
  context: Context,
  repository: Repository,
  config: GateConfig,
  names: readonly string[],
  name: string,
): Promise<readonly TargetFacts[]> {
  const pairs = [{ name, blob: ANOTHER_BLOB }];
  const secondsFor = (): number => config.timeoutSeconds;
  const question = { config, names, pairs, secondsFor, forDeploy: false };
  const { targets, problem } = await askTargets(context, repository, question);
  if (problem !== null) {
    throw new GateError('BAD_USAGE', { problem: problem.message, fix: problem.fix });
  }
  return targets;
}

/** Production's text before any other's; an unfinished one ran only in part. */
function findKept(targets: readonly TargetFacts[], name: string): Kept | null {
  const order = (target: TargetFacts): number => (target.name === 'local' ? 1 : 0);
  const rows = targets
    .toSorted((a, b) => order(a) - order(b))
    .flatMap((target) => rowsOf(target).map((row) => ({ target: target.name, row })));
  const found = rows.find(({ row }) => row.name === name && row.sql !== null);
  return found === undefined ? null : { ...found, sql: found.row.sql ?? '' };
}

function refuseUnknown(name: string, asked: readonly TargetFacts[], invoke: string): Refusal[] {
  const silent = asked.filter(({ reading }) => reading.access !== 'off').flatMap(distrustReasons);
  const heard = asked.filter(({ reading }) => reading.access === 'ok').map((each) => each.name);
  const message = `No ledger that could be read has ${name} (${heard.join(', ') || 'none'}).`;
  return [...silent, { message, fixes: [`${invoke} status`] }];
}

async function putBack(
  context: Context,
  { git, root }: Repository,
  path: string,
  { target, row, sql }: Kept,
): Promise<ExitCode> {
  const found = await readPlace(root, path);
  if (found.kind === 'unsafe') {
    const message = `${found.path} ${found.problem}; nothing is written through it.`;
    const fixes = [`Move it away, and repeat:  mv ${shellQuote(found.path)} <elsewhere>`];
    context.err(renderRefusals([{ message, fixes }], `${path} was not written.`));
    return 1;
  }
  const ran = `It ran on ${target}: ${renderRan({ ...row, state: 'missing', flags: [] })}.\n`;
  if (found.kind === 'file') {
    const there = decodeSql(found.bytes);
    const same = blobIdOf(found.bytes, row.blob.length) === row.blob;
    if (same || (there.ok && there.text === sql)) {
      context.out(`${path} is there already, as it ran.\n${ran}`);
      return 0;
    }
    const message = `${path} is there with another content than what ran on ${target}.`;
    const fixes = [
      `mv ${shellQuote(path)} ${shellQuote(`${path}.mine`)}`,
      'Then repeat, and compare.',
    ];
    context.err(renderRefusals([{ message, fixes }], `${path} was not written.`));
    return 1;
  }
  await writeNewFile(root, path, await bytesOf({ git, root }, row, sql));
  context.out(`${path} is written; commit it.\n${ran}`);
  if ((await readBlobId(git, path)) !== row.blob) {
    context.out(
      'Its line ends or its byte order mark are others than in git then: the ledger keeps\n' +
        'neither. It counts as the same migration (COSMETIC).\n',
    );
  }
  return 0;
}

/** As git has it, where this clone does; else what gives the ledger's blob id; else the text. */
async function bytesOf(
  { git }: Pick<Repository, 'git' | 'root'>,
  { blob }: LedgerRow,
  sql: string,
): Promise<Uint8Array> {
  if ((await parse(git, `${blob}^{blob}`)) !== null) {
    const bytes = (await readBlobs(git, [blob])).get(blob);
    const there = bytes && decodeSql(bytes);
    // The text is what ran, whatever object the row names.
    if (bytes && there?.ok && there.text === sql) return bytes;
  }
  const [text = new Uint8Array(), ...others] = possibleBytes(sql);
  return [text, ...others].find((bytes) => blobIdOf(bytes, blob.length) === blob) ?? text;
}
