import { type Gated, gatedRepository, migrationText } from './gated-repository.ts';

/** A gated repository whose `main` has one migration, which ran in both databases. */
export async function deployedRepository(config: Record<string, unknown> = {}): Promise<Gated> {
  const gated = await gatedRepository(config);
  const { repository } = gated;
  const ran = [
    await repository.gate('apply', 'feature'),
    await repository.gate('deploy', 'feature', '--yes'),
  ];
  const failed = ran.find(({ code }) => code !== 0);
  if (failed) throw new Error(`${failed.stdout}${failed.stderr}`);
  await repository.gitOk('merge', '--quiet', 'feature');
  await repository.gitOk('branch', '--quiet', '--delete', 'feature');
  return gated;
}

/** The content of a further migration, which makes one table. */
export function makesTable(name: string, table: string): string {
  return migrationText(name, `CREATE TABLE ${table} (id bigint PRIMARY KEY);`);
}
