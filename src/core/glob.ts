/**
 * Whether a path matches a glob: `*` and `?` stay within one segment, `**` crosses them.
 * Everything else stands for itself.
 */
export function globMatches(glob: string, path: string): boolean {
  return globPattern(glob).test(path);
}

/** The same for many paths. */
export function globPattern(glob: string): RegExp {
  const pattern = glob.replace(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${pattern}$`, 'su');
}
