import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { generatedMigrations } from '../../shadow/generated-migrations.ts';
import { readCorpus } from '../../support/corpora.ts';
import { LOOPBACK_CONFIG } from '../../support/repository-files.ts';
import { freshDatabase, runSql } from '../access.ts';
import type { Bench } from '../bench.ts';
import type { Measured } from '../measure.ts';
import type { Files } from '../project.ts';
import { showMb, showMs } from '../report/format.ts';
import { atMost, type Claim, type Result } from '../report/result.ts';
import { freshRepository, type Repository } from '../repository.ts';
import { summarizeCosts } from '../statistics.ts';
import { typed, writeEnvFile } from '../subject.ts';

/** Migrations that were run by hand, and how many seconds their proof may take from cold. */
type Folder = {
  readonly name: string;
  readonly files: Files;
  readonly cold: number;
  readonly again: number | null;
};

type Times = Readonly<Record<'cold' | 'again' | 'onemore', readonly Measured[]>>;

/** Issue 5's goals of time: `verify --evidence`, from cold, again, and with one migration more. */
export async function measureEvidence(bench: Bench): Promise<Result> {
  const folders = foldersFor(bench);
  const rows: string[][] = [];
  const claims: Claim[] = [];
  for (const folder of folders) {
    const times = await measureFolder(bench, folder);
    const seconds = (which: keyof Times): number =>
      summarizeCosts(times[which], 'wallMs').median / 1e3;
    claims.push(atMost(`${folder.name}, from cold`, seconds('cold'), folder.cold, 's'));
    if (folder.again !== null) {
      claims.push(atMost(`${folder.name}, a second run`, seconds('again'), folder.again, 's'));
    }
    for (const which of ['cold', 'again', 'onemore'] as const) {
      const [of, costs] = [`${folder.name}, ${WORDS[which]}`, times[which]];
      const shown = [summarizeCosts(costs, 'wallMs'), summarizeCosts(costs, 'cpuMs')].map(showMs);
      rows.push([of, ...shown, showMb(summarizeCosts(costs, 'peakMb'))]);
    }
  }
  return {
    number: 8,
    title: 'Proof: verify --evidence',
    how: 'Of databases that all of the migrations were run on by hand; no ledger. From cold: no step and no image is kept from an earlier run.',
    claims,
    tables: [{ title: 'median (min–max)', head: ['', 'wall ms', 'CPU ms', 'peak MB'], rows }],
    notes: folders.length > 1 ? [] : ['The folder of firefly is not here.'],
  };
}

const WORDS = { cold: 'from cold', again: 'a second run', onemore: 'one migration more' };

function foldersFor({ options: { smoke } }: Bench): Folder[] {
  const count = smoke ? 10 : 500;
  const generated = Object.entries(generatedMigrations(count));
  const folders: Folder[] = [
    {
      name: `${count} migrations over ${count / 2} tables`,
      files: Object.fromEntries(generated.map(([file, sql]) => [`migrations/${file}`, sql])),
      cold: 25,
      again: null,
    },
  ];
  const real = smoke ? null : readCorpus('firefly');
  if (real === null) return folders;
  const files = Object.entries(real).map(([file, sql]) => [`migrations/${file}`, sql]);
  const firefly = { name: `firefly's ${files.length} migrations`, cold: 6, again: 1 };
  return [{ ...firefly, files: Object.fromEntries(files) }, ...folders];
}

async function measureFolder(bench: Bench, { files }: Folder): Promise<Times> {
  const servers = await bench.servers('installed');
  const production = await freshDatabase(servers.production, 'evidence');
  const config = `${JSON.stringify(LOOPBACK_CONFIG, null, 2)}\n`;
  const path = join(bench.folder, 'repositories', 'evidence');
  const repository = await freshRepository(path, bench.home, {
    ...files,
    'migration-gate.json': config,
  });
  writeEnvFile(repository, null, production);
  for (const file of Object.keys(files).sort()) await runSql(production, files[file] ?? '');
  const times = { cold: [] as Measured[], again: [] as Measured[], onemore: [] as Measured[] };
  const rounds = bench.options.rounds(3);
  for (let round = 0; round < rounds; round += 1) {
    rmSync(join(path, '.git/migration-gate/shadow'), { recursive: true, force: true });
    times.cold.push(await prove(bench, repository));
    times.again.push(await prove(bench, repository));
    const sql = `CREATE TABLE one_more_${round} (id bigint);\n`;
    await repository.commit('One more', { [`migrations/9${round}000_one_more.sql`]: sql });
    times.onemore.push(await prove(bench, repository));
  }
  return times;
}

/** It blocks: what is proven is not recorded. */
async function prove({ measurer, subject }: Bench, repository: Repository): Promise<Measured> {
  const measured = await measurer.run(typed(subject, repository, 'verify', '--evidence'));
  if (measured.code === 1 && /\d evident/.test(measured.output)) return measured;
  throw new Error(
    `verify --evidence ended with ${measured.code}:\n${measured.output.slice(-2000)}`,
  );
}
