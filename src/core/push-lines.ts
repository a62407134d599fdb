/** A branch that a push moves, as git tells `pre-push`. */
type PushedRef = { readonly next: string; readonly ref: string; readonly remote: string };

/**
 * The stdin of `pre-push`: `<local ref> <local oid> <remote ref> <remote oid>`, a line each. What is
 * deleted has a local oid of zeros, and is left out. From the right: the local ref is what the user
 * typed, and may hold spaces (`HEAD^{/a word}`).
 */
export function parsePushLines(text: string): PushedRef[] {
  return text.split('\n').flatMap((line) => {
    const [, next = '', ref = '', remote = ''] = / (\S+) (\S+) (\S+)\s*$/.exec(line) ?? [];
    return next === '' || /^0+$/.test(next) ? [] : [{ next, ref, remote }];
  });
}
