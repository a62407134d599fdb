import { readFileSync } from 'node:fs';

/** The DDL of the ledger, as the package ships it: beside this file, in `src` and in `dist`. */
export function readLedgerSql(): string {
  return readFileSync(new URL('ledger.sql', import.meta.url), 'utf8');
}
