import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { inferEvidence } from '../../src/core/infer-evidence.ts';
import { weighEvidence } from '../../src/core/weigh-evidence.ts';
import { readCatalog, readCatalogSql } from '../../src/database/read-catalog.ts';
import { withSession } from '../../src/database/session.ts';
import { replay } from '../../src/shadow/replay.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';

const up = (sql: string) => sql.split(/^-- \+goose Down/m)[0]!;
function corpus(name: string): [string, string][] {
  const dir = `../shared/corpora/${name}/migrations/`;
  return (readdirSync(dir, { recursive: true, encoding: 'utf8' }) as string[])
    .filter((f) => f.endsWith('.sql') && !f.includes('.down.'))
    .sort()
    .map((f) => [f, up(readFileSync(dir + f, 'utf8'))]);
}
it.each(['stripe-sync', 'godel', 'umami', 'bitmagnet', 'firefly'])(
  '%s',
  async (name) => {
    const files = corpus(name);
    const t = performance.now();
    const migrations = await Promise.all(files.map(([f, s]) => replayedMigration(f, s)));
    const { steps } = await replay(migrations, { catalogSql: readCatalogSql(), image: null });
    for (const s of steps) if (s.failed) console.log('FAILED', s.name, s.failed);
    console.log(name, 'replay', Math.round(performance.now() - t));
    const n = files.length;
    const states: { label: string; out: Set<number> }[] = [];
    for (const p of [0.25, 0.5, 0.75, 1]) {
      const k = Math.round(n * p);
      states.push({
        label: `prefix ${k}`,
        out: new Set(files.map((_, i) => i).filter((i) => i >= k)),
      });
    }
    for (const h of [1, Math.floor(n / 3), Math.floor(n / 2), n - 2, Math.floor(n * 0.8)])
      states.push({ label: `hole ${h}`, out: new Set([h]) });
    const table: Record<string, number> = {};
    for (const { label, out } of states) {
      await using db = await freshDatabase(localServer());
      await db.query('CREATE SCHEMA IF NOT EXISTS stripe').catch(() => {});
      if (name !== 'stripe-sync') await db.query('DROP SCHEMA stripe');
      const truth: boolean[] = [];
      for (const [i, [, sql]] of files.entries()) {
        if (out.has(i)) {
          truth.push(false);
          continue;
        }
        try {
          await db.query(sql.startsWith('\uFEFF') ? sql.slice(1) : sql);
          truth.push(true);
        } catch (e) {
          truth.push(false);
        }
      }
      const live = await withSession(db.connection, { timeoutSeconds: 20 }, readCatalog);
      const ev = inferEvidence(steps, weighEvidence(steps, live));
      ev.forEach((e, i) => {
        const k = `${label.split(' ')[0]} ${truth[i] ? 'applied' : 'not'} ${e.verdict}${e.implied ? ' (implied)' : ''}`;
        table[k] = (table[k] ?? 0) + 1;
        if (
          (truth[i] && e.verdict === 'absent') ||
          (!truth[i] && e.verdict === 'evident') ||
          e.verdict === 'partial'
        )
          console.log(
            'WRONG',
            label,
            e.name,
            truth[i],
            e.verdict,
            e.because,
            e.for.slice(0, 3),
            e.against.slice(0, 3),
            e.drift.slice(0, 3),
          );
      });
      if (label === `prefix ${n}`)
        for (const e of ev)
          for (const k of e.drift)
            console.log(
              'DRIFT',
              k,
              '\n  LIVE',
              live.get(k),
              '\n  STEP',
              steps.find((x) => x.name === e.name)!.change.get(k),
            );
      if (label === `prefix ${n}`)
        console.log(
          ev
            .filter((e) => e.verdict !== 'evident')
            .map((e) => `${e.name}: ${e.verdict} ${e.because} ${e.drift.slice(0, 2)}`)
            .slice(0, 40)
            .join('\n'),
        );
    }
    console.log(name, JSON.stringify(table, null, 1));
  },
  120000,
);
