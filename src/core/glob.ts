/**
 * Whether a path matches a glob: `*` and `?` stay within one segment, `**` crosses them.
 * Everything else stands for itself.
 */
export function globMatches(glob: string, path: string): boolean {
  const pattern = glob.replace(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${pattern}$`, 'su').test(path);
}
