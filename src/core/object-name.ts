import { type Node, nodeIn, textIn } from './parse-tree.ts';

/** An object of the database by its name. */
export type ObjectName = {
  /** The same for the same object: `relation public.users`. Without a schema, public is assumed. */
  readonly key: string;
  /** As it was written: `users`, `billing.invoices`. */
  readonly shown: string;
};

/** The name spaces that matter here; tables, views and sequences share one. */
export type NameSpace = 'relation' | 'type' | 'routine' | 'schema' | 'other';

export function nameObject(space: NameSpace, words: readonly string[]): ObjectName {
  const qualified = words.length > 1 || space === 'schema' ? words : ['public', ...words];
  return { key: `${space} ${qualified.join('.')}`, shown: words.join('.') };
}

/** `{ relation: { schemaname: 'billing', relname: 'invoices' } }` */
export function relationIn(node: Node, field: string): ObjectName {
  const relation = nodeIn(node, field);
  const words = [textIn(relation, 'schemaname'), textIn(relation, 'relname')];
  return nameObject(
    'relation',
    words.filter((word) => word !== ''),
  );
}
