import { isByReceipt, receiptsOf, withoutReceipt } from './by-receipt.ts';
import type { Facts, TargetFacts } from './facts.ts';
import { type Answer, LEDGER_VERSION } from './reading.ts';
import type { Reason, ReasonCode } from './report.ts';
import { fixForPending } from './target-reasons.ts';
import { isNewer, isPinned, trustedAnswer } from './trusted-answer.ts';
import { visible } from './visible.ts';
import { waysIn } from './ways-out.ts';
import { waysWithoutAccess } from './ways-without-access.ts';

/** `Production`, for sentences and for the access line. */
export function titleOf(target: string): string {
  return target.charAt(0).toUpperCase() + target.slice(1);
}

/**
 * Why a target could not be asked, or must not be believed, whatever its ledger says. What is to
 * run there is not known then, so the command that would run it comes last.
 */
export function accessReasons(target: TargetFacts, facts: Facts): Reason[] {
  if (isByReceipt(target, facts)) return [];
  const reasons = distrustReasons(target).map((reason) => withWaysIn(reason, target, facts));
  const last = reasons.at(-1);
  const known = trustedAnswer(target) !== null || facts.candidate.migrations.length === 0;
  if (last === undefined || known) return reasons;
  const bundle = isBarred(target) ? [] : waysWithoutAccess(target, facts);
  const ways = [...bundle, fixForPending(target.name, facts)];
  const message = [last.message, ...lackingReceipt(target, facts)].join('\n');
  return reasons.with(-1, { ...last, message, fixes: [...last.fixes, ...ways] });
}

/** What the receipts that are here do not cover. */
function lackingReceipt(target: TargetFacts, facts: Facts): string[] {
  if (receiptsOf(target, facts).length === 0) return [];
  return withoutReceipt(target, facts).map(({ name }) => `No receipt covers ${visible(name)}.`);
}

/** A firewall has ways around it, which take the place of what is to be mended at the server. */
function withWaysIn(reason: Reason, target: TargetFacts, { advice }: Facts): Reason {
  return isBarred(target)
    ? { ...reason, fixes: waysIn({ ...advice, target: target.name }) }
    : reason;
}

const isBarred = ({ name, reading }: TargetFacts): boolean =>
  'barred' in reading && reading.barred === true && name !== 'local';

/** The same without that command: for what reads no candidate. */
export function distrustReasons(target: TargetFacts): Reason[] {
  const { name, reading } = target;
  if (reading.access === 'off') return [];
  if (reading.access === 'not-configured') {
    const message =
      `${titleOf(name)} configuration not found\n` +
      'Neither the environment nor a .env (here, in the main worktree) names it.';
    return [block('NOT_CONFIGURED', name, message, reading.fixes)];
  }
  if (reading.access !== 'ok') {
    const code = reading.access === 'unreachable' ? 'UNREACHABLE' : 'REFUSED';
    return [block(code, name, reading.problem, reading.fixes)];
  }
  const reasons: Reason[] = [];
  if (!isPinned(target, reading)) reasons.push(notPinned(target, reading));
  if (reading.readReplica) reasons.push(replica(name));
  if (isNewer(reading)) reasons.push(newer(name, reading));
  return reasons;
}

function notPinned({ name, detail, source, pinnedId }: TargetFacts, { ledger }: Answer): Reason {
  const found = ledger === null ? 'It has no id (no ledger)' : `It has the id ${ledger.databaseId}`;
  const message =
    `${detail} is not the pinned ${name} database.\n` +
    `${found};\nmigration-gate.json pins ${pinnedId}.`;
  return block('REFUSED', name, message, [
    `Correct the ${name} connection in ${source}.`,
    `If ${name} really moved: take its "id" out of migration-gate.json.`,
  ]);
}

function replica(name: string): Reason {
  const message = `${titleOf(name)} is a read replica (in recovery); it may lag behind.`;
  return block('READ_REPLICA', name, message, ["Name the primary's host in the connection."]);
}

function newer(name: string, { ledger }: Answer): Reason {
  const message = `The ledger on ${name} has format ${ledger?.version}; this version knows ${LEDGER_VERSION}.`;
  return block('LEDGER_NEWER', name, message, ['npm install --save-dev migration-gate@latest']);
}

/** One database behind two targets: said of each but local, whose line is not about access. */
export function sameDatabase(targets: readonly TargetFacts[]): Reason[] {
  const asked = targets.flatMap(({ name, detail, source, reading }) =>
    reading.access === 'ok' ? [{ name, detail, source, identity: reading.identity }] : [],
  );
  return asked.flatMap(({ name, detail, source, identity }) => {
    const twin = asked.find((other) => other.name !== name && other.identity === identity);
    if (twin === undefined || name === 'local') return [];
    const message = `${twin.name} and ${name} are the same database.\n${detail}`;
    return [
      block('SAME_DATABASE', name, message, [
        `Point ${twin.name} (${twin.source}) or ${name} (${source}) at its own database.`,
      ]),
    ];
  });
}

function block(
  code: ReasonCode,
  target: string,
  message: string,
  fixes: readonly string[],
): Reason {
  return { code, target, migrations: [], severity: 'block', message, fixes };
}
