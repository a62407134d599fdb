import { visible } from './visible.ts';

/** A name in snake_case, or why none can be made of it, and what to type. */
export type Slug =
  | { readonly kind: 'slug'; readonly slug: string }
  | { readonly kind: 'refused'; readonly problem: string; readonly fix: string };

/** A file's name has 255 bytes in most file systems; this leaves room for any number. */
const MOST = 120;

/**
 * What a person typed as the words of a migration's name: `Add user preferences`,
 * `addUserPreferences` and `add-user-preferences.sql` are all `add_user_preferences`. A path is
 * refused, and so is a number: that one is chosen.
 */
export function slugOf(typed: string): Slug {
  const shown = visible(typed);
  if (/[/\\]/.test(typed)) return refused(`${shown} is a path, not a name.`);
  if (/\p{Cc}/u.test(typed)) return refused(`${shown} holds control characters.`);
  const slug = typed
    .replace(/\.sql$/i, '')
    .replaceAll('ß', 'ss')
    // é is e and an accent
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (slug === '') return refused(`${shown === '' ? 'The name' : shown} has no letter a-z.`);
  if (/^\d+(_|$)/.test(slug)) {
    const rest = slug.replace(/^\d+_?/, '');
    const fix = rest === '' ? EXAMPLE : `migration-gate new ${rest}`;
    return { kind: 'refused', problem: `${shown} has a number; that one is chosen here.`, fix };
  }
  if (slug.length > MOST) return refused(`The name has more than ${MOST} characters.`);
  return { kind: 'slug', slug };
}

const EXAMPLE = 'migration-gate new add_user_preferences';

const refused = (problem: string): Slug => ({ kind: 'refused', problem, fix: EXAMPLE });
