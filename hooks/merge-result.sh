# shellcheck shell=sh
# Sourced by the hooks that judge a merge before it is made. Where the result cannot be told
# (a conflict, unrelated histories, git before 2.38), they let git go on: reference-transaction
# judges the real commit later.

# merge_changes BASE OTHER (two commit ids): would merging OTHER into BASE change the config or
# the migrations? What merge-tree writes is reachable from nothing; gc takes it away.
merge_changes() {
  tree=$(git merge-tree --write-tree "$1" "$2" </dev/null 2>/dev/null) || return 1
  changes "$1" "${tree%%"$newline"*}"
}

# is_exported OID: another variable's value may hold a line that looks like GITHEAD_<oid>: without
# the variable itself, nothing changes.
is_exported() {
  [ "$exported" != "$(unset "GITHEAD_$1" && export -p)" ]
}

# read_merged_commit: before its first ref update, `git merge` (and so pull) exports
# GITHEAD_<oid>=<name> for each commit it merges. Sets $gate_merged to that oid; 1 when there
# is none, or more than one (an octopus). One alone is still to be asked of `is_exported`, which
# starts a process, where it matters.
read_merged_commit() {
  gate_merged='' found=''
  exported=$(export -p)
  case $exported in *GITHEAD_*) ;; *) return 1 ;; esac
  for line in $exported; do
    case $line in 'export GITHEAD_'* | 'declare -x GITHEAD_'*) ;; *) continue ;; esac
    oid=${line#*GITHEAD_}
    oid=${oid%%=*}
    is_oid "$oid" || continue
    case ${#oid} in 40 | 64) ;; *) continue ;; esac
    case $newline$found in *"$newline$oid$newline"*) ;; *) found=$found$oid$newline ;; esac
  done
  gate_merged=${found%"$newline"}
  case $gate_merged in *"$newline"*) ;; *) [ -n "$gate_merged" ] && return ;; esac
  gate_merged=''
  for oid in $found; do
    is_exported "$oid" || continue
    [ -z "$gate_merged" ] || return 1
    gate_merged=$oid
  done
  [ -n "$gate_merged" ]
}
