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

# is_exported OID: is GITHEAD_<oid> a variable, and not only a line of another one's value? A hook's
# shell has no variables but those that it was given.
is_exported() {
  is_oid "$1" && eval "[ -n \"\${GITHEAD_$1+set}\" ]"
}

# find_change HEAD: does the one commit that is merged change the config or the migrations of HEAD?
# Sets $gate_merged to it, or to nothing where there is none, or more than one. `git merge` also
# exports by which name it merges it. Whatever that name is: when the variable of the commit that it
# names is there too, it is the one, and reading through all variables costs a process.
find_change() {
  gate_merged='' gate_octopus=''
  case ${GIT_REFLOG_ACTION-} in
    'merge '*[!A-Za-z0-9._/-]*) ;;
    'merge '?*)
      if changes "$1" "${GIT_REFLOG_ACTION#merge }^0"; then answer=0; else answer=1; fi
      # shellcheck disable=SC2154 # $gate_new: set by `changes`
      if is_exported "$gate_new"; then
        gate_merged=$gate_new
        return "$answer"
      fi
      ;;
  esac
  read_merged_commit && changes "$1" "$gate_merged"
}

# read_merged_commit: before its first ref update, `git merge` (and so pull) exports
# GITHEAD_<oid>=<name> for each commit it merges. Sets $gate_merged to that oid; 1 when there is
# none, or more than one (an octopus, which it says in $gate_octopus).
read_merged_commit() {
  gate_merged='' gate_octopus=''
  exported=$(export -p)
  case $exported in *GITHEAD_*) ;; *) return 1 ;; esac
  for line in $exported; do
    case $line in 'export GITHEAD_'* | 'declare -x GITHEAD_'*) ;; *) continue ;; esac
    oid=${line#*GITHEAD_}
    oid=${oid%%=*}
    case ${#oid} in 40 | 64) ;; *) continue ;; esac
    is_exported "$oid" || continue
    case $gate_merged in
      '' | "$oid") gate_merged=$oid ;;
      *)
        # shellcheck disable=SC2034 # read by judge-transaction.sh
        gate_merged='' gate_octopus=yes
        return 1
        ;;
    esac
  done
  [ -n "$gate_merged" ]
}
