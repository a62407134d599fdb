/**
 * A branch glob as a `case` pattern of sh. Broader is fine, narrower is not: `*` of sh crosses
 * slashes anyway; whatever shells do not read alike (`?` is one byte to some) becomes `*`, and so
 * does a `**` with its slash, which stands for nothing too.
 */
export function protectPattern(glob: string): string {
  return glob.replace(/(?:\*\*\/|[^\w./-])+/g, '*');
}
