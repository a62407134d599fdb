# shellcheck shell=sh
# Sourced by the hooks that run before a commit exists: its tree is what the index holds.

# changes_documents: does the commit change migrations that schema documents are made from, or such
# a document? 1 also where it cannot be told: they are papers, and nothing depends on them.
changes_documents() {
  [ -n "$gate_schema" ] || return 1
  # shellcheck disable=SC2086 # one path a line
  git --no-replace-objects --literal-pathspecs diff-index --cached --quiet HEAD -- $gate_schema \
    </dev/null 2>/dev/null
  [ "$?" -eq 1 ]
}

# judge_index HOOK
judge_index() {
  head=$(git symbolic-ref -q HEAD) || exit 0
  if ! is_protected "$head"; then
    # Any branch: that is where documents go stale, and where it costs nothing to mend them.
    if [ "$1" = pre-commit ] && changes_documents; then start_node pre-commit schema; fi
    exit 0
  fi
  # Of the index that git names in GIT_INDEX_FILE: a temporary one for `commit -a` and
  # `commit <path>`. Where it cannot be written (locked by another program), git goes on and
  # reference-transaction judges the commit.
  tree=$(git write-tree 2>/dev/null) || exit 0
  changes HEAD "$tree" || exit 0
  # A branch without a commit has no config yet, so nothing is gated.
  [ -n "$gate_base" ] || exit 0
  start_node "$1" "$tree"
}
