# shellcheck shell=sh
# Sourced by the hooks that run before a commit exists: its tree is what the index holds.

# judge_index HOOK
judge_index() {
  head=$(git symbolic-ref -q HEAD) || exit 0
  is_protected "$head" || exit 0
  # Of the index that git names in GIT_INDEX_FILE: a temporary one for `commit -a` and
  # `commit <path>`. Where it cannot be written (locked by another program), git goes on and
  # reference-transaction judges the commit.
  tree=$(git write-tree 2>/dev/null) || exit 0
  changes HEAD "$tree" || exit 0
  # A branch without a commit has no config yet, so nothing is gated.
  [ -n "$gate_base" ] || exit 0
  start_node "$1" "$tree"
}
