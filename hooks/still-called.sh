# shellcheck shell=sh
# Sourced when a branch has moved, where the hooks stand beside those of another hook manager. One
# that installs itself again writes its files anew, without the lines that call the gate. This file
# is nobody else's, so it says so; until then a push, say, is not judged.

lost=''
# shellcheck disable=SC2154 # $gate_called: one hook a line, from `installed`
for hook in $gate_called; do
  second=''
  # shellcheck disable=SC2154 # $gate_hooks: set by the hook
  if [ -r "${gate_hooks%/*}/$hook" ]; then
    { read -r _ && read -r second; } <"${gate_hooks%/*}/$hook" || :
  fi
  case $second in '# migration-gate:start'*) ;; *) lost="$lost $hook" ;; esac
done
# shellcheck disable=SC2154 # $gate_repair: from `installed`
[ -z "$lost" ] || printf 'migration-gate: no longer called by%s; type:\n  %s\n' \
  "$lost" "$gate_repair" >&2
