# shellcheck shell=sh
# Sourced by reference-transaction at the first line that may matter, in $old, $new and $ref; the
# lines after it are still on stdin. Does not return where something is refused or judged.
state=$1

# Which branches are protected is read when the first one moves.
load_ours() {
  [ -z "$loaded" ] || return 0
  loaded=yes
  # shellcheck disable=SC2154 # $gate_hooks, $gate_sourced: set by the hook
  [ -n "$gate_sourced" ] || leave_to_hook_file
  # shellcheck disable=SC2154
  . "$gate_hooks/ours.sh" || exit 1
}

# git 2.54 also runs what the config names (hook.<name>.command), and that survives another
# core.hooksPath. While the hook file in use is ours, that one judges, and nobody is asked twice.
leave_to_hook_file() {
  folder=$(git rev-parse --git-path hooks 2>/dev/null) || return 0
  if [ -f "$folder/migration-gate/ours.sh" ] && [ -x "$folder/reference-transaction" ]; then
    exit 0
  fi
}

# `doctor` asks in this way whether the hooks run, and wants a no; the ref never comes to be.
answer_probe() {
  printf 'migration-gate: the hooks are live\n' >&2
  exit 1
}

[ "$state" = committed ] || . "$gate_hooks/unchanged.sh" || exit 1

# Collects <new> <ref> of the branches that may be protected.
loaded='' orig_head='' moves='' others=''
set --
while :; do
  # All zero: the branch is deleted, or only its entry in packed-refs.
  # shellcheck disable=SC2154 # $old, $new, $ref: set by the hook
  case $ref:$new in
    ORIG_HEAD:*) orig_head=$new ;;
    refs/migration-gate/probe:*[!0]*) [ "$state" != prepared ] || answer_probe ;;
    refs/heads/*:*[!0]*)
      # A fast-forward: nothing is to be judged, whether the branch is protected or not.
      if [ "$state" != prepared ] || ! is_unchanged "$old" "$new"; then
        load_ours
        if is_protected "$ref"; then
          set -- "$@" "$new" "$ref"
          moves=$moves$old' '$new$newline
        elif [ "$state" = committed ]; then
          others=$others${new#ref:}$newline
        fi
      fi
      ;;
  esac
  IFS=' ' LC_ALL=C read -r old new ref || break
done

# releases_worktree: is a worktree locked, and did the migrations of a protected branch change?
# Here the old values may be used: one that is zero counts as a change.
releases_worktree() {
  # The state folder is in the common git dir, as the worktrees' own git dirs are.
  [ -d "${gate_state%/*}/worktrees" ] || return 1
  . "$gate_hooks/worktree-lock.sh" || return 1
  has_our_lock "${gate_state%/*}" || return 1
  for move in $moves; do
    if changes "${move%% *}" "${move#* }"; then return 0; fi
  done
  return 1
}

if [ "$state" = committed ]; then
  # Node asked for this call when it let the update go, by leaving a file: an override to record,
  # or a changed config to stamp; or worktrees are to be released; or a branch that was not judged
  # has got a config that may protect it. The exit code means nothing.
  [ -n "$loaded" ] && [ -r "$gate_hooks/installed" ] || exit 0
  # shellcheck source=/dev/null # written by `migration-gate init --hooks`
  . "$gate_hooks/installed"
  [ -z "${gate_called:-}" ] || . "$gate_hooks/still-called.sh"
  if has_new_config "$others"; then
    # shellcheck disable=SC2034 # read by start-node.sh: nothing is refused any more
    gate_silent=yes
    start_node reference-transaction stamp "$@"
  fi
  [ "$#" -gt 0 ] || exit 0
  gate_state=${gate_state:-}
  [ -e "$gate_state/on-commit" ] || releases_worktree || exit 0
  start_node reference-transaction committed "$@"
fi

# The definitive check. A new value may be another branch's name (`ref:refs/heads/x`, git 2.46).
pairs=$(($# / 2))
while [ "$pairs" -gt 0 ]; do
  if changes "$2" "${1#ref:}"; then set -- "$@" "${gate_new:-$1}" "$2"; fi
  shift 2
  pairs=$((pairs - 1))
done
[ "$#" -eq 0 ] || start_node reference-transaction prepared "$@"

# The early check: the first update of a merge or pull is ORIG_HEAD, which gets what HEAD is, before
# any file is touched.
[ -n "$orig_head" ] || exit 0
load_ours
. "$gate_hooks/merge-result.sh" || exit 1
if ! find_change "$orig_head"; then
  [ -z "$gate_merged" ] || remember_unchanged "$gate_base" "$gate_new"
  [ -z "$gate_octopus" ] || forget_unchanged
  exit 0
fi
head=$(git symbolic-ref -q HEAD) || exit 0
is_protected "$head" || exit 0
merge_changes "$gate_base" "$gate_merged" || exit 0
start_node reference-transaction early "$gate_merged"
