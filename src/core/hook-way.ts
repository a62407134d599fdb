/** One setting of core.hooksPath, and where it stands. */
export type HooksPath = {
  /** git's word: system, global, local, worktree. */
  readonly scope: string;
  /** `file:.git/config` */
  readonly origin: string;
  /** `~` is expanded. */
  readonly path: string;
};

/** What tells how the hooks of a clone are started; nothing in it is the gate's own. */
export type HookFacts = {
  /** The root of the main worktree. */
  readonly mainRoot: string;
  /** The settings that hold for every worktree, the strongest last. */
  readonly paths: readonly HooksPath[];
  /** Files in the common git dir's hooks folder that git would run. */
  readonly files: readonly string[];
  /** Whether package.json or hooks in `.husky/` say that husky is in use. */
  readonly husky: boolean;
  /** Whether `.husky/` has hooks of the user's. */
  readonly huskyHooks: boolean;
  /** The config files of lefthook or pre-commit. */
  readonly managers: readonly string[];
  /** Whether the gate is in git's own hooks folder already. */
  readonly beside: boolean;
};

/**
 * How the hooks come to run in every worktree. `husky`: in its folder below the root (`.husky`,
 * `web/.husky`), the hooks path made absolute.
 * `beside`: in git's own hooks folder, beside the hooks there. `before`: in a folder of our own,
 * before the hooks of the one that core.hooksPath named.
 */
export type HookWay =
  | { readonly kind: 'husky'; readonly why: string; readonly folder: string }
  | { readonly kind: 'beside'; readonly why: string }
  | { readonly kind: 'before'; readonly why: string; readonly next: HooksPath };

/** Two hook managers that would switch each other off. */
export type HookConflict = {
  readonly kind: 'conflict';
  readonly problem: string;
  readonly fix: string;
};

/** Setting a hooks path displaces whatever ran before, silently; so nothing of the sort is done. */
export function chooseHookWay(facts: HookFacts): HookWay | HookConflict {
  const path = facts.paths.at(-1);
  if (path !== undefined) return choosePath(path, facts);
  if (facts.files.length > 0 && facts.husky) {
    return {
      kind: 'conflict',
      problem: `.git/hooks holds hooks that husky would switch off: ${facts.files.join(', ')}.`,
      fix: 'Move them into .husky/ (same names), and repeat.',
    };
  }
  if (facts.husky) return inHusky('husky is here');
  const [manager] = facts.managers;
  if (manager !== undefined) return { kind: 'beside', why: `${manager} is here` };
  if (facts.files.length > 0) {
    return { kind: 'beside', why: `git's hooks folder has ${facts.files.join(', ')}` };
  }
  if (facts.beside) return { kind: 'beside', why: 'they are there already' };
  return inHusky('there is no other hook manager');
}

const inHusky = (why: string, folder = '.husky'): HookWay => ({ kind: 'husky', why, folder });

function choosePath(path: HooksPath, facts: HookFacts): HookWay | HookConflict {
  const below = path.path.startsWith(`${facts.mainRoot}/`)
    ? path.path.slice(facts.mainRoot.length + 1)
    : path.path;
  const husky = /^((?:[^/].*\/)?\.husky)(?:\/_)?\/?$/.exec(below)?.[1];
  if (husky !== undefined) return inHusky('husky is here', husky);
  const setting = `core.hooksPath is ${path.path} (${path.scope}, ${path.origin})`;
  if (!facts.huskyHooks) return { kind: 'before', why: setting, next: path };
  return {
    kind: 'conflict',
    problem: `${setting}, and .husky/ has hooks too; one would switch the other off.`,
    fix: `Move its hooks into .husky/, then: ${unsetCommand(path)}`,
  };
}

/** The exact command that takes a setting away. */
export function unsetCommand({ scope }: HooksPath): string {
  return `git config --${scope} --unset-all core.hooksPath`;
}
