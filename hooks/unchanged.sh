# shellcheck shell=sh
# Sourced by reference-transaction and pre-merge-commit: what the early call of a merge has found out
# is not asked of git again. The file `unchanged` holds two commits in one line, and says that going
# from the first to the second changes neither the config nor the migrations. It says so of commits
# by their full names: that is true at any time, or never, whoever left the file and whenever. An
# answer that depends on more (a branch, a verdict of node's) must not be kept here. Who writes the
# stamp or the hooks anew takes the file away, so that no rule of an older version is in it.
gate_from='' gate_to='' gate_read=''

# read_unchanged: sets $gate_from and $gate_to, to nothing where nothing is known.
read_unchanged() {
  [ -z "$gate_read" ] || return 0
  gate_read=yes
  # shellcheck disable=SC2154 # $gate_hooks: set by the hook
  [ -f "$gate_hooks/unchanged" ] || return 0
  { IFS=' ' LC_ALL=C read -r gate_from gate_to <"$gate_hooks/unchanged"; } 2>/dev/null ||
    gate_from='' gate_to=''
  # All zero is an old value that git does not say.
  case $gate_from in *[!0]*) ;; *) gate_from='' gate_to='' ;; esac
}

# is_unchanged FROM TO: is it known that this changes nothing? FROM is an old value that git gives a
# hook. One that is not zero is what the branch has: git compares the two once it holds the lock,
# and only then calls `prepared`.
is_unchanged() {
  read_unchanged
  [ -n "$gate_from" ] && [ "$gate_from $gate_to" = "$1 $2" ]
}

# remember_unchanged FROM TO: in place, in one write and always of the same length. So no other hook
# sees half of it, and no file system has a reason to wait for the disk, as some do for a file that
# is cut off and written anew. Where it cannot be written, git is asked again.
remember_unchanged() {
  { printf '%s %s\n' "$1" "$2" 1<>"$gate_hooks/unchanged"; } 2>/dev/null || :
}

# forget_unchanged: an octopus brings more than the commit that the file may hold.
forget_unchanged() {
  [ ! -s "$gate_hooks/unchanged" ] || { printf '' >"$gate_hooks/unchanged"; } 2>/dev/null || :
}
