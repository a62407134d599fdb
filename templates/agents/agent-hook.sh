#!/bin/sh
# migration-gate:start (written by `migration-gate init --agents`)
# A coding agent runs this before each of its commands, with JSON on stdin. Only what may concern the
# gate starts node: `migration-gate agent-hook` then decides. 2 blocks, and stderr is for the agent;
# any code but 0 and 2 would let the command run.
input=$(cat)
tool=${input#*'"tool_input"'}
case $input in *'"ExitWorktree"'*) tool=worktree$tool ;; esac
concerns=no
case $tool in
  *git*) case $tool in
    *merge* | *push* | *pull* | *commit* | *rebase* | *revert* | *config* | *clean*) concerns=yes ;;
    *' am '* | *no-veri* | *override*) concerns=yes ;;
  esac ;;
  *'gh pr '*) concerns=yes ;;
esac
case $tool in
  *HUSKY* | *LEFTHOOK* | *SKIP=* | *GIT_CONFIG* | *MIGRATION_GATE* | *migration-gate*) concerns=yes ;;
  *husky* | *hooks* | *[hH][oO][oO][kK][sS][pP]* | *worktree* | *claude*) concerns=yes ;;
  *'rm '* | *'rmdir '* | *'mv '* | *'unlink '* | *'chmod '* | *'shred '* | *'truncate '*) concerns=yes ;;
  *'trash '*) concerns=yes ;;
esac
[ "$concerns" = yes ] || exit 0

project=${CLAUDE_PROJECT_DIR:-.}
# What `init` recorded for the hooks of this clone: the same node, and the same program.
gate_node='' gate_cli=''
hooks=$(cd "$project" 2>/dev/null && git rev-parse --path-format=absolute --git-path hooks 2>/dev/null)
if [ -n "$hooks" ] && [ -r "$hooks/migration-gate/installed" ]; then
  # shellcheck source=/dev/null # written by `migration-gate init --hooks`
  . "$hooks/migration-gate/installed"
fi
if [ -x "$gate_node" ] && [ -f "$gate_cli" ]; then
  set -- "$gate_node" "$gate_cli"
else
  # A linked worktree has no node_modules of its own.
  main=$(git -C "$project" rev-parse --path-format=absolute --git-common-dir 2>/dev/null)
  set --
  for folder in "$project" "${main%/.git}"; do
    [ "$#" -gt 0 ] || [ ! -x "$folder/node_modules/.bin/migration-gate" ] ||
      set -- "$folder/node_modules/.bin/migration-gate"
  done
  [ "$#" -gt 0 ] || ! command -v migration-gate >/dev/null 2>&1 || set -- migration-gate
fi

if [ "$#" -eq 0 ]; then
  case $tool in
    *merge* | *push* | *pull* | *rebase* | *worktree* | *no-veri* | *HUSKY* | *hooks*) ;;
    *) exit 0 ;;
  esac
  printf 'migration-gate: not run. The gate for migrations is not installed here.\n' >&2
  printf 'What to do instead:\n  npm install; then the same command again.\n' >&2
  exit 2
fi

printf '%s' "$input" | "$@" agent-hook
code=$?
case $code in
  0 | 2) exit "$code" ;;
esac
printf 'migration-gate: not run. Its hook ended with %s, so nothing was judged.\n' "$code" >&2
printf 'What to do instead:\n  npx --no migration-gate doctor\n' >&2
exit 2
# migration-gate:end
