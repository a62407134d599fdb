import { distrustReasons, sameDatabase } from './access-reasons.ts';
import { type Diagnosis, ok, warning, wrong } from './diagnosis.ts';
import type { TargetFacts } from './facts.ts';
import type { LedgerRow } from './reading.ts';
import { shellQuote } from './shell-quote.ts';

/**
 * Whether each target can be asked and believed, and what its ledger says.
 *
 * @param invoke what starts the tool: `npx --no migration-gate`
 */
export function diagnoseTargets(targets: readonly TargetFacts[], invoke: string): Diagnosis[] {
  const twins = sameDatabase(targets);
  return [
    ...targets.flatMap((target) => diagnoseTarget(target, invoke)),
    ...twins.map(({ message, fixes }) => wrong('targets', message, ...fixes)),
  ];
}

function diagnoseTarget(target: TargetFacts, invoke: string): Diagnosis[] {
  const { name, detail, reading } = target;
  if (reading.access === 'off') return [ok('targets', `${name} is switched off`)];
  const reasons = distrustReasons(target);
  if (reasons.length > 0) {
    return reasons.map(({ message, fixes }) => wrong('targets', `${name}: ${message}`, ...fixes));
  }
  const rows = reading.access === 'ok' ? (reading.ledger?.rows ?? null) : null;
  const what = rows === null ? 'it has no ledger yet' : `${countOf(rows)} in its ledger`;
  const answered = ok('targets', `${name} answers${tlsOf(target)}: ${what}\n${detail}`);
  const makes = name === 'local' ? 'apply' : 'deploy';
  return [
    ...(rows === null ? [warning('targets', answered.text, `${invoke} ${makes}`)] : [answered]),
    ...target.remarks.map((remark) => diagnoseRemark(name, remark, invoke)),
    ...(rows ?? [])
      .filter(({ state }) => state === 'started')
      .map((row) => interrupted(name, row, invoke)),
  ];
}

/** Anything but local is spoken to in verified TLS, or says otherwise; sockets and files are exempt. */
function tlsOf({ name, detail, remarks }: TargetFacts): string {
  const exempt = name === 'local' || /^(?:\/|pglite:)/.test(detail);
  return exempt || remarks.includes('TLS not verified') ? '' : ', TLS verified';
}

function countOf(rows: readonly LedgerRow[]): string {
  return `${rows.length} ${rows.length === 1 ? 'migration' : 'migrations'}`;
}

/** `not pinned`, `TLS not verified`, `demo`. */
function diagnoseRemark(name: string, remark: string, invoke: string): Diagnosis {
  if (remark === 'not pinned') {
    const text = `${name} is not pinned: any database is taken for it; deploy pins it.`;
    return warning('targets', text, `${invoke} deploy`);
  }
  if (remark === 'TLS not verified') {
    const text = `${name}: TLS is not verified; anybody on the way can read and write.`;
    const fix = 'Name its CA in DATABASE_CA_CERT, and take "tls" out of migration-gate.json.';
    return warning('targets', text, fix);
  }
  return warning('targets', `${name}: ${remark}`);
}

function interrupted(target: string, row: LedgerRow, invoke: string): Diagnosis {
  const resolve = `${invoke} resolve ${shellQuote(row.name)} --target ${target}`;
  return wrong(
    'targets',
    `${row.name} was started on ${target} and never finished.`,
    `${resolve} --applied --reason "…"`,
    `${resolve} --not-applied --reason "…"`,
  );
}
