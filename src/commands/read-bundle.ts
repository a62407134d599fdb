import { createHash, randomBytes } from 'node:crypto';
import type { Bundle, Carried } from '../core/bundle.ts';
import { bundleParts } from '../core/bundle-parts.ts';
import { compareLedger } from '../core/compare-ledger.ts';
import type { Facts } from '../core/facts.ts';
import type { Pending } from '../core/plan-run.ts';
import { needsParser, planScript } from '../core/plan-script.ts';
import { LEDGER_VERSION } from '../core/reading.ts';
import type { Refusal } from '../core/refusal.ts';
import { parseStatementTimeout } from '../core/sql-header.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { readLedgerSql } from '../database/ledger-sql.ts';
import { parseSql } from '../parser/parse-sql.ts';

/** Who makes a bundle, for what. */
export type Maker = Pick<Bundle, 'target' | 'database' | 'by' | 'at' | 'bundleAll'>;

/** How each file runs, as `deploy` would run it, or why it cannot be run. */
export async function splitAll(
  run: readonly Pending[],
): Promise<{ readonly carried: Carried[]; readonly refusals: Refusal[] }> {
  const carried: Carried[] = [];
  const refusals: Refusal[] = [];
  for (const { migration, sql } of run) {
    const parsed = needsParser(sql) ? await parseSql(sql) : null;
    const planned = planScript(migration.path, sql, parsed);
    if ('refusal' in planned) refusals.push(planned.refusal);
    else {
      const script = bundleParts(sql, planned.script);
      const sum = createHash('sha256').update(sql).digest('hex');
      const timeout = parseStatementTimeout(sql)?.value ?? null;
      carried.push({ name: migration.name, blob: migration.blob, sql, sum, script, timeout });
    }
  }
  return { carried, refusals };
}

/**
 * The bundle of what is carried.
 * @param facts as they were read, without anything assumed
 */
export function makeBundle(maker: Maker, facts: Facts, carried: readonly Carried[]): Bundle {
  const target = facts.targets.find(({ name }) => name === maker.target);
  const answer = target ? trustedAnswer(target) : null;
  const { commit, ref, migrations } = facts.candidate;
  const rows = new Map(answer?.ledger?.rows.map((row) => [row.name, row.blob]));
  const statuses = compareLedger(migrations, answer?.ledger?.rows ?? [], facts.contents);
  const cosmetic = new Set(statuses.filter((s) => s.flags.includes('cosmetic')).map((s) => s.name));
  return {
    ...maker,
    id: randomBytes(4).toString('hex'),
    nonce: randomBytes(16).toString('hex'),
    detail: target?.detail ?? '',
    databaseId: target?.pinnedId ?? answer?.ledger?.databaseId ?? null,
    commit,
    branch: ref?.replace('refs/heads/', '') ?? null,
    expected: migrations.map(({ name, blob }) => ({
      name,
      blob,
      alike: cosmetic.has(name) ? [rows.get(name) ?? blob] : [],
    })),
    carried,
    ledgerSql: readLedgerSql(),
    ledgerVersion: LEDGER_VERSION,
  };
}
