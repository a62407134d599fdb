# shellcheck shell=sh
# Sourced by the post-* hooks, with $gate_hooks set: may the lock of this worktree have to change?
# A linked worktree is locked while its HEAD has migrations that no protected branch has, so that
# `git worktree remove` refuses (contract 5). git has done its work already and must not be
# disturbed: whatever is wrong here, these hooks end with 0.
newline='
'

# read_text FILE: sets $gate_text to it, each line ended by a newline.
read_text() {
  gate_text=''
  # LC_ALL=C: see reference-transaction.
  while IFS='' LC_ALL=C read -r line || [ -n "$line" ]; do
    gate_text=$gate_text$line$newline
  done <"$1"
}

# find_linked: is this a linked worktree? Only its git dir names a common one; the main worktree's
# does not, nor a submodule's. Sets $gate_dir to it.
find_linked() {
  gate_dir=${GIT_DIR:-.git}
  if [ -f "$gate_dir" ]; then
    # `gitdir: /src/shop/.git/worktrees/feature`, from the file's own folder where it is relative.
    read_text "$gate_dir"
    case $gate_text in 'gitdir: '?*) ;; *) return 1 ;; esac
    gate_text=${gate_text#gitdir: }
    while :; do
      case $gate_text in *"$newline") gate_text=${gate_text%"$newline"} ;; *) break ;; esac
    done
    case $gate_text in
      /* | ?:*) gate_dir=$gate_text ;;
      *) gate_dir=${gate_dir%"${gate_dir##*/}"}$gate_text ;;
    esac
  fi
  [ -f "$gate_dir/commondir" ]
}

# is_our_lock FILE: is it there, and was it written by the gate?
is_our_lock() {
  [ -f "$1" ] || return 1
  lock_reason=''
  { IFS='' LC_ALL=C read -r lock_reason <"$1"; } 2>/dev/null || :
  case $lock_reason in 'migration-gate: '*) return 0 ;; esac
  return 1
}

# has_our_lock COMMON_DIR: is any linked worktree locked by the gate?
has_our_lock() {
  set +f
  for lock_file in "$1"/worktrees/*/locked; do
    if is_our_lock "$lock_file"; then
      set -f
      return 0
    fi
  done
  set -f
  return 1
}

# ask_trees: all that the lock depends on, in one git process: the config and the migrations of
# HEAD, and the migrations of the protected branches that are known by name, here and at origin.
# Sets $gate_answers, and $gate_folder where all known configs name the same one.
ask_trees() {
  gate_folder='' known_folders='' questions=HEAD:migration-gate.json
  for config in $gate_configs; do
    folder=${config#* }
    case $newline$known_folders in *"$newline$folder$newline"*) continue ;; esac
    known_folders=$known_folders$folder$newline
    gate_folder=$folder
    questions=$questions${newline}HEAD:$folder
    for name in $gate_protect; do
      case $name in *'*'*) continue ;; esac
      questions=$questions${newline}refs/heads/$name:$folder
      questions=$questions${newline}refs/remotes/origin/$name:$folder
    done
  done
  [ "$known_folders" = "$gate_folder$newline" ] || gate_folder=''
  gate_answers=$(
    git --no-replace-objects cat-file --batch-check='%(objectname)' 2>/dev/null <<END
$questions
END
  ) || :
}

# is_known ANSWERS: does the stamp know the config of HEAD, or has it none? Another may name any
# folder, so that the answers are not about it.
is_known() {
  is_oid "${1-}" || return 0
  case $newline$gate_configs in *"$newline$1 "*) return 0 ;; esac
  return 1
}

# has_nothing_new ANSWERS: is the migrations folder of HEAD, as a whole, that of a protected branch?
has_nothing_new() {
  [ -n "$gate_folder" ] && [ "$#" -ge 3 ] && is_oid "$1" && is_oid "$2" || return 1
  head_tree=$2
  shift 2
  for tree; do
    [ "$tree" != "$head_tree" ] || return 0
  done
  return 1
}

# settle_lock HOOK: does not return. Node is asked only where the lock may have to change.
settle_lock() {
  find_linked || exit 0
  # HEAD is not where it will be at the end of a rebase; post-rewrite runs then.
  if [ "$1" != post-rewrite ]; then
    [ ! -d "$gate_dir/rebase-merge" ] && [ ! -d "$gate_dir/rebase-apply" ] || exit 0
  fi
  gate_lock=free
  if [ -f "$gate_dir/locked" ]; then
    is_our_lock "$gate_dir/locked" || exit 0
    gate_lock=locked
  fi
  # shellcheck disable=SC2154 # $gate_hooks: set by the hook
  [ -r "$gate_hooks/ours.sh" ] && [ -r "$gate_hooks/stamp" ] || exit 0
  . "$gate_hooks/ours.sh"
  # No branch had a config when the stamp was written: nothing is gated yet.
  [ -n "$gate_configs" ] || exit 0
  ask_trees
  # shellcheck disable=SC2086 # one answer a line
  if is_known $gate_answers; then
    if [ "$gate_lock" = free ] && has_nothing_new $gate_answers; then exit 0; fi
    # What node decided the last time, and from which answers.
    gate_text=''
    if [ -r "$gate_dir/migration-gate" ]; then read_text "$gate_dir/migration-gate"; fi
    [ "$gate_text" != "$gate_lock$newline$gate_answers$newline" ] || exit 0
  fi
  # shellcheck disable=SC2034 # read by start-node.sh: where there is no node, there is no lock
  gate_silent=yes
  (start_node "$1" "$gate_answers") </dev/null || :
  exit 0
}
