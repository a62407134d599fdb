import { isAbsolute, relative, resolve } from 'node:path';
import { badVariable, type Place } from './bad-variable.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { checkAddress, type ServerAddress } from './server-address.ts';
import { variablesOf } from './target-variables.ts';
import type { VariableGroup } from './variable-group.ts';

/** Where a target is: a server and who asks, or the folder of an embedded database. */
export type Location =
  | { readonly kind: 'server'; readonly address: ServerAddress }
  | { readonly kind: 'pglite'; readonly folder: string; readonly written: string };

/** The variable a group is called by in messages. */
export function placeOf(group: VariableGroup): Place {
  return { source: group.source.label, variable: group.variable };
}

/**
 * Parses what a group of variables says about where the target is.
 * @param root of the main worktree: `pglite:<folder>` is relative to it and strictly below it
 * @throws GateError BAD_CONFIG naming variable and source, never a value
 */
export function parseLocation(name: string, group: VariableGroup, root: string): Location {
  const { where } = group;
  const place = placeOf(group);
  if (where.form === 'url') {
    if (where.url.startsWith('pglite:')) return parseEmbedded(where.url, root, place);
    return { kind: 'server', address: parsePostgresUrl(where.url, place, group.password) };
  }
  const checked = checkAddress(where, place, variablesOf(name));
  const password = group.password ?? '';
  const address = { ...checked, password, sslmode: undefined, sslrootcert: undefined };
  return { kind: 'server', address };
}

/** `pglite:.data/production`: strictly below the root, so that it can never be the root itself. */
function parseEmbedded(written: string, root: string, place: Place): Location {
  const name = written.slice('pglite:'.length);
  const folder = resolve(root, name);
  const below = relative(root, folder);
  const outside = below === '' || below === '..' || below.startsWith('../') || isAbsolute(below);
  if (outside || /\p{Cc}/u.test(name)) {
    const fix = `Write ${place.variable}=pglite:.data/<name> in ${place.source}.`;
    throw badVariable(place, 'names no folder below the main worktree.', fix);
  }
  return { kind: 'pglite', folder, written };
}
