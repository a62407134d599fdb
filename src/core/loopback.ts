/**
 * Whether a host is this very machine, judged by its spelling alone (no name is looked up):
 * 127.0.0.0/8 in every way a resolver reads it (`127.1`, `0x7f000001`), ::1, ::ffff:127.x,
 * the unspecified address (it connects to this machine), `localhost` and below, and the folder of
 * a unix socket.
 */
export function isLoopback(host: string): boolean {
  if (host.startsWith('/')) return true;
  const plain = normalised(host);
  return (
    /^127\.\d+\.\d+\.\d+$/.test(plain) ||
    plain === '0.0.0.0' ||
    /^\[::(1|ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}|ffff:0:0)?\]$/.test(plain) ||
    /^(.*\.)?localhost$/.test(plain)
  );
}

/** The URL standard's own spelling: `127.1` -> `127.0.0.1`, `::FFFF:127.0.0.1` -> `[::ffff:7f00:1]`. */
function normalised(host: string): string {
  const name = host.replace(/\.$/, '').toLowerCase();
  const text = `http://${name.includes(':') ? `[${name}]` : name}/`;
  return URL.canParse(text) ? new URL(text).hostname : name;
}
