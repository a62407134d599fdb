# shellcheck shell=sh
# Sourced last, with the hook's name and what node is to judge in "$@": replaces this shell by
# node, so that the parent process stays the same. Where that cannot be, it refuses: an update
# that changes migrations does not pass unjudged.

# refuse SENTENCE: one sentence that says what to type. Its first words, up to a comma, say what is
# wrong; on a server they are all that is for the pusher. Nothing is said where nothing is refused.
refuse() {
  [ -z "${gate_server-}" ] || set -- "on the server, ${1%%,*}.
  Refused until someone types there: migration-gate init --hooks"
  [ -n "${gate_silent-}" ] || printf 'migration-gate: %s\n' "$1" >&2
  exit 1
}

is_program() {
  [ -f "$1" ] && [ -x "$1" ]
}

# is_new_enough NODE: 20.19, as package.json says. Asked only of a node that was not recorded: the
# recorded one says it itself.
is_new_enough() {
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#v} minor=${version#*.}
  major=${version%%.*} minor=${minor%%.*}
  case $major$minor in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt 20 ] && return
  [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]
}

# find_node: the node recorded at install time may be gone (a version manager removes old ones),
# and a graphical client gives a bare PATH, perhaps with a node of the system's that is too old.
# Sets $gate_node. Of the usual places the last wins.
find_node() {
  is_program "$gate_node" && return
  gate_node='' too_old='' home=${HOME:-}
  take_node "$(command -v node)" && return
  set +f
  for place in /usr/local/bin/node /opt/homebrew/bin/node /opt/local/bin/node \
    "$home"/.local/bin/node \
    "$home"/.asdf/installs/nodejs/[2-9][0-9].*/bin/node \
    "$home"/.local/share/mise/installs/node/[2-9][0-9].*/bin/node \
    "$home"/.volta/tools/image/node/[2-9][0-9].*/bin/node \
    "$home"/.fnm/node-versions/v[2-9][0-9].*/installation/bin/node \
    "$home"/.local/share/fnm/node-versions/v[2-9][0-9].*/installation/bin/node \
    "$home/Library/Application Support"/fnm/node-versions/v[2-9][0-9].*/installation/bin/node \
    "$home"/.nvm/versions/node/v[2-9][0-9].*/bin/node; do
    take_node "$place" || :
  done
  [ -n "$gate_node" ]
}

# take_node FILE: sets $gate_node to it where it is a node that will do, else $too_old.
take_node() {
  is_program "$1" || return
  if is_new_enough "$1"; then
    gate_node=$1
  else
    too_old="$1 is too old (${version:-no version}), and "
    return 1
  fi
}

gate_node='' gate_cli=''
# shellcheck disable=SC2154 # $gate_hooks: set by the hook
if [ -r "$gate_hooks/installed" ]; then
  # shellcheck source=/dev/null # written by `migration-gate init --hooks`
  . "$gate_hooks/installed" || exit 1
fi
if [ -z "$gate_cli" ]; then
  npx='npx --no'
  case $gate_hooks in
    # A linked worktree has no node_modules of its own.
    /*/.husky/_/migration-gate) npx="$npx --prefix '${gate_hooks%/.husky/_/*}'" ;;
  esac
  refuse "its hooks are only half installed, and this may change migrations; type:
  $npx migration-gate init --hooks"
fi
if [ ! -f "$gate_cli" ]; then
  folder=${gate_cli%%/node_modules/*}
  folder=${folder%/dist/*}
  install="npm install --prefix '$folder'"
  [ -f "$folder/package.json" ] || install='npm install --global migration-gate'
  refuse "it is no longer installed, and this may change migrations; type:
  $install"
fi
find_node || refuse "${too_old}node 20.19 or newer was not found, and this may change migrations;
  install it from https://nodejs.org (or: nvm install --lts), and repeat the git command"

exec "$gate_node" "$gate_cli" hook "$@"
