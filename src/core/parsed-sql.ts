/** One statement as PostgreSQL's own grammar reads it. */
export type ParsedStatement = {
  /** The parse tree's node: `TransactionStmt`, `IndexStmt`, `DropStmt` … */
  readonly kind: string;
  /** Its fields, named as in PostgreSQL's parsenodes.h. */
  readonly node: Readonly<Record<string, unknown>>;
  /** Of its first and after its last character, in UTF-16 code units; no semicolon, no comments around it. */
  readonly start: number;
  readonly end: number;
};

export type ParsedSql =
  | { readonly kind: 'statements'; readonly statements: readonly ParsedStatement[] }
  /** Not SQL to this grammar (PostgreSQL 18). `position` counts code points from 1, as the server does. */
  | { readonly kind: 'syntax-error'; readonly message: string; readonly position: number | null };

/** Parsed texts by the blob they are of. */
export type ParsedFiles = ReadonlyMap<string, ParsedSql>;
