import { type Diagnosis, ok, wrong } from './diagnosis.ts';
import { shellQuote } from './shell-quote.ts';

/** What came of firing the hooks of a worktree, by an update that only they refuse. */
export type Fired = {
  readonly worktree: string;
  /** What git said where it refused the update; null: nothing refused it. */
  readonly refused: string | null;
  /** Whether the file that git would start is there, and may be started. */
  readonly file: { readonly path: string; readonly is: 'there' | 'absent' | 'not-executable' };
  /** `core.hooksPath` as this worktree sees it, and where it is set. */
  readonly hooksPath: { readonly scope: string; readonly path: string } | null;
};

/** The words by which hooks/reference-transaction says that it runs. */
const LIVE = 'migration-gate: the hooks are live';

const isLive = ({ refused }: Fired): boolean => refused?.includes(LIVE) ?? false;

/**
 * One line for each worktree.
 *
 * @param how ` in a graphical client`, where its bare environment was tried
 * @param invoke what starts the tool: `npx --no migration-gate`
 */
export function diagnoseHooks(fired: Fired, how: string, invoke: string): Diagnosis {
  const { worktree, refused } = fired;
  if (isLive(fired)) return ok('hooks', `the hooks are live${how}\n${worktree}`);
  if (refused !== null) {
    const said = refused.trim().split('\n').slice(0, 4).join('\n');
    const text = `a hook fails${how}, and every update of a branch with it\n${worktree}\n${said}`;
    return wrong('hooks', text, `${invoke} init --hooks`);
  }
  return wrong(
    'hooks',
    `the hooks are dead${how}: ${causeOf(fired)}\n${worktree}`,
    ...fixesOf(fired, invoke),
  );
}

function causeOf({ file, hooksPath }: Fired): string {
  if (hooksPath?.scope === 'worktree') return 'this worktree has its own core.hooksPath';
  if (hooksPath?.scope === 'command') return 'core.hooksPath is set in the environment';
  if (file.is === 'absent') return 'there is no reference-transaction';
  return file.is === 'not-executable'
    ? 'the file is not executable'
    : 'they are not of this version';
}

function fixesOf({ worktree, file, hooksPath }: Fired, invoke: string): string[] {
  if (hooksPath?.scope === 'worktree') {
    return [`git -C ${shellQuote(worktree)} config --worktree --unset core.hooksPath`];
  }
  if (hooksPath?.scope === 'command') return ['unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS'];
  if (file.is === 'not-executable') return [`chmod +x ${shellQuote(file.path)}`];
  return [`${invoke} init --hooks`];
}
