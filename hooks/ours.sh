# shellcheck shell=sh
# Sourced by every hook, with $gate_hooks set to the folder it stands in. It answers one question:
# is this update ours, that is, does it change the migrations or migration-gate.json of a
# protected branch? What cannot be told counts as a change: node then decides exactly.
# It must work under `sh -e` (husky) and under `sh -u`, in dash, bash and busybox.

# Lists are kept one entry a line and split with the shell's own word splitting: no entry can
# hold a newline (git forbids it in names, the config in folders), and `set -f` keeps * as it is.
newline='
'
IFS=$newline
set -f

# Fills the lists from the file `stamp`, which the gate writes:
#   protect <branch pattern>
#   config <blob of a known migration-gate.json> <its migrations folder, which may hold spaces>
#   schema <a folder of schema documents, or of the migrations that they are made from>
# Without stamp, or with an empty one, the lists stay empty and every branch may be protected.
load_stamp() {
  gate_protect='' gate_configs='' gate_schema=''
  # shellcheck disable=SC2154 # $gate_hooks: set by the hook
  [ -r "$gate_hooks/stamp" ] || return 0
  # LC_ALL=C: see reference-transaction.
  while IFS='' LC_ALL=C read -r line || [ -n "$line" ]; do
    case $line in
      'protect '*) gate_protect=$gate_protect${line#protect }$newline ;;
      'config '*) gate_configs=$gate_configs${line#config }$newline ;;
      'schema '*) gate_schema=$gate_schema${line#schema }$newline ;;
    esac
  done <"$gate_hooks/stamp"
}

# is_protected REF: may this full ref name be a protected branch? The * of a pattern also
# matches a slash here, so this may say yes too often, never too seldom.
is_protected() {
  case $1 in refs/heads/?*) ;; *) return 1 ;; esac
  [ -n "$gate_protect" ] || return 0
  for pattern in $gate_protect; do
    # shellcheck disable=SC2254 # it is meant as a pattern
    case ${1#refs/heads/} in $pattern) return 0 ;; esac
  done
  return 1
}

# The answer for an object that is there is its full name in hex; anything else is another word
# for "not there" (`<what was asked> missing`, `... ambiguous`, `... submodule`).
is_oid() {
  case $1 in '' | *[!0-9a-f]*) return 1 ;; esac
}

# same_path BASE NEW PATH: neither tree gave an object there. Mostly there is none; but it can be
# a submodule, or the object or a folder above it was never fetched (partial clone). This
# compares the entries, which do not need the objects.
same_path() {
  LC_ALL=C git --no-replace-objects --literal-pathspecs diff-tree --quiet --ignore-submodules=none \
    "$1" "$2" -- "$3" </dev/null 2>/dev/null
}

# changes BASE NEW: does going from BASE to NEW (HEAD, full refs, commits or trees) change the
# config or the migrations? 0: yes, or it cannot be told. 1: no. Sets $gate_base and $gate_new to
# what the two are, or to nothing. One git process (two where a path is in neither tree). The
# values that git gives a hook as the old ones are not used: they are zero for `branch -f`,
# update-ref and others.
changes() {
  gate_base='' gate_new=''
  # git reads a name that ends in -g<hex> as that commit when there is no such branch.
  case ${1##*-g} in "$1" | '' | *[!0-9a-fA-F]*) ;; *) return 0 ;; esac
  questions=''
  for config in $gate_configs; do
    folder=${config#* }
    questions=$questions$newline$1:$folder$newline$2:$folder
  done
  answers=$(
    LC_ALL=C git --no-replace-objects cat-file --batch-check='%(objectname)' --buffer 2>/dev/null <<END
$1
$2
$1:migration-gate.json
$2:migration-gate.json$questions
END
  ) || :
  # shellcheck disable=SC2086 # one answer a line
  set -- $answers
  is_oid "${1-}" && gate_base=$1
  is_oid "${2-}" && gate_new=$2
  [ -n "$gate_base" ] && [ -n "$gate_new" ] || return 0
  [ "$gate_base" != "$gate_new" ] || return 1
  [ "$#" -ge 4 ] || return 0
  if ! is_oid "$3" && ! is_oid "$4"; then
    # No config on both sides: nothing is gated here.
    ! same_path "$gate_base" "$gate_new" migration-gate.json
    return
  fi
  [ "$3" = "$4" ] || return 0
  changes_folder "$@"
}

# changes_folder ANSWERS: the second half of `changes`; the config is on both sides the same.
# A config that is not in the stamp may name any folder: node knows, unless nothing at all changes.
changes_folder() {
  own_config=$3 known=''
  shift 4
  for config in $gate_configs; do
    [ "$#" -ge 2 ] || return 0
    if [ "${config%% *}" = "$own_config" ]; then
      known=yes
      if is_oid "$1" || is_oid "$2"; then
        [ "$1" = "$2" ] || return 0
      else
        same_path "$gate_base" "$gate_new" "${config#* }" || return 0
      fi
    fi
    shift 2
  done
  [ -z "$known" ] && ! same_path "$gate_base" "$gate_new" .
}

# has_new_config COMMITS (one a line): has one of them a config that the stamp does not know? They
# are what branches have got that are not protected, so far: the config may protect them.
has_new_config() {
  [ -n "$1" ] || return 1
  questions=''
  for commit in $1; do questions=$questions$commit:migration-gate.json$newline; done
  answers=$(
    LC_ALL=C git --no-replace-objects cat-file --batch-check='%(objectname)' --buffer 2>/dev/null <<END
$questions
END
  ) || :
  for answer in $answers; do
    is_oid "$answer" || continue
    case $newline$gate_configs in *"$newline$answer "*) ;; *) return 0 ;; esac
  done
  return 1
}

# start_node HOOK [what to judge]...: does not return.
start_node() {
  . "$gate_hooks/start-node.sh" || exit 1
}

load_stamp
