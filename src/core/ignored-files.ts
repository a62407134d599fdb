/** What of a config says which files are no migrations. */
export type Ignoring = {
  readonly migrations: string;
  readonly ignore: readonly string[];
  readonly baseline?: string | undefined;
};

/** Globs of the files in the migrations folder that are none: the baseline may lie there, too. */
export function ignoredFiles({ migrations, ignore, baseline }: Ignoring): readonly string[] {
  if (!baseline?.startsWith(`${migrations}/`)) return ignore;
  return [...ignore, baseline.slice(migrations.length + 1)];
}
