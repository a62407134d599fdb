import { createHash, randomBytes } from 'node:crypto';
import type { Bundle, Carried } from '../core/bundle.ts';
import { compareLedger } from '../core/compare-ledger.ts';
import type { Facts } from '../core/facts.ts';
import type { Pending } from '../core/plan-run.ts';
import { LEDGER_VERSION } from '../core/reading.ts';
import type { Refusal } from '../core/refusal.ts';
import { isRefusal, needsParser, splitScript } from '../core/split-script.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { readLedgerSql } from '../database/ledger-sql.ts';
import { parseSql } from '../parser/parse-sql.ts';

/** Who makes a bundle, for what. */
export type Maker = Pick<Bundle, 'target' | 'database' | 'by' | 'at' | 'bundleAll'>;

/** What each file's run looks like, or why it cannot be run. */
export async function splitAll(
  run: readonly Pending[],
): Promise<{ readonly carried: Carried[]; readonly refusals: Refusal[] }> {
  const carried: Carried[] = [];
  const refusals: Refusal[] = [];
  for (const planned of run) {
    const { migration, sql } = planned;
    const script = splitScript(planned, needsParser(sql) ? await parseSql(sql) : null);
    if (isRefusal(script)) refusals.push(script);
    else {
      const sum = createHash('sha256').update(sql).digest('hex');
      carried.push({ name: migration.name, blob: migration.blob, sql, sum, script });
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
