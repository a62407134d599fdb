#!/bin/sh
# What pre-commit (https://pre-commit.com) runs; see .pre-commit-hooks.yaml. It has read git's stdin,
# and says in variables what is pushed.
hook=pre-commit
[ -z "${PRE_COMMIT_REMOTE_BRANCH-}" ] || hook=pre-push
# Of its other stages none can bring a migration that the definitive check does not see.
case ${PRE_COMMIT_CHECKOUT_TYPE-}${PRE_COMMIT_IS_SQUASH_MERGE-}${PRE_COMMIT_REWRITE_COMMAND-} in
  ?*) exit 0 ;;
esac

# What changes no SQL and no config starts no node.
if [ "$hook" = pre-commit ]; then
  git diff --cached --quiet HEAD -- ':(icase)*.sql' migration-gate.json 2>/dev/null && exit 0
fi

# A linked worktree has no node_modules of its own.
main=$(git rev-parse --path-format=absolute --git-common-dir) || exit 1
for folder in . "${main%/.git}"; do
  program=$folder/node_modules/.bin/migration-gate
  [ ! -x "$program" ] || exec "$program" hook "$hook"
done
command -v migration-gate >/dev/null 2>&1 && exec migration-gate hook "$hook"
echo 'migration-gate: it is not installed here; type: npm install' >&2
exit 1
