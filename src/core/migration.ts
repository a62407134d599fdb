/** One file of SQL as git holds it. Its name is its identity; its number only gives the order. */
export type Migration = {
  /** Path below the migrations folder. */
  readonly name: string;
  /** Path from the root of the repository. */
  readonly path: string;
  /** The git blob id: 40 hex digits, or 64 in a SHA-256 repository. */
  readonly blob: string;
};

/** A migration's name and content; what "brought", an override and a receipt are made of. */
export type Pair = Pick<Migration, 'name' | 'blob'>;

/** One line of `git ls-tree -r`. */
export type TreeEntry = {
  /** `100644`, `100755`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string;
  readonly oid: string;
  readonly path: string;
};
