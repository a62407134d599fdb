import type { Access } from '../access.ts';
import type { Migration } from '../migrations.ts';
import type { Files } from '../project.ts';

/** Another migration tool, and how it does what we do. */
export type Neighbour = {
  readonly name: string;
  /** What its process runs on. */
  readonly runsOn: 'Node' | 'Python' | 'Perl' | 'Java' | 'a binary' | 'a binary that Node starts';
  /** Without these, it is not there: npm packages, or commands with the Debian packages of them. */
  readonly npm?: readonly string[];
  readonly debian?: { readonly command: string; readonly packages: readonly string[] };
  /** Its project with these migrations, and nothing else. */
  files(migrations: readonly Migration[], access: Access): Files;
  /** What its ledger holds when it has run them all; null: it can only fill it itself, by `begin`. */
  ledger(migrations: readonly Migration[]): string;
  /** Run before `ledger`, where the tool makes tables that are too many to write down here. */
  readonly begin?: Started;
  /** Asks whether anything is pending. */
  readonly status: Started;
  /** What the answer holds when nothing is; also asked with one migration missing in the ledger. */
  readonly clean: RegExp;
  /** Applies what is pending. */
  readonly deploy?: Started;
  readonly note?: string;
};

/** What is typed in the project's folder, and what it needs in its environment. */
export type Started = (place: Place) => {
  readonly argv: readonly string[];
  readonly env?: Record<string, string>;
};

export type Place = {
  readonly access: Access;
  /** `node_modules` with the tools of npm. */
  readonly modules: string;
  /** Absolute path of a tool that came with Debian. */
  readonly command: string;
};

/** `node` and a program of a package: what npx, or a script of package.json, ends up starting. */
export function nodeProgram({ modules }: Place, program: string, ...args: string[]): string[] {
  return [process.execPath, `${modules}/${program}`, ...args];
}

/** What libpq takes from the environment. */
export function libpqEnv({ access }: Place): Record<string, string> {
  return access.caFile === undefined
    ? { PGSSLMODE: 'disable' }
    : { PGSSLMODE: 'verify-full', PGSSLROOTCERT: access.caFile };
}
