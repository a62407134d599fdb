import type { Pair } from './migration.ts';

/** That a bundle ran to its end: the ledger of that database had all of these, with this content. */
export type Receipt = {
  readonly target: string;
  /** The id in the ledger of the database where it ran. */
  readonly databaseId: string;
  readonly pairs: readonly Pair[];
  /** When it was accepted here, ISO 8601. */
  readonly at: string;
};

/** A code as it is read from a terminal: `MG1-1a2b3c4d-<database id>-<check>`. */
export type ReceiptCode = {
  /** Of the bundle, 8 hex digits. */
  readonly bundle: string;
  readonly databaseId: string;
  /** 16 hex digits. */
  readonly check: string;
};

const CODE = /^mg1-([0-9a-f]{8})-([0-9a-f]{32})-([0-9a-f]{16})$/;

/** Takes a code apart; null for what is none, also for one that was cut. */
export function parseReceiptCode(text: string): ReceiptCode | null {
  const found = CODE.exec(text.trim().toLowerCase());
  if (found === null) return null;
  const [, bundle = '', id = '', check = ''] = found;
  const databaseId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { bundle, databaseId, check };
}

/**
 * What the check is the beginning of the SHA-256 of; the server puts the same together from what
 * its ledger says at the end of a bundle (render-bundle-end.ts).
 */
export function receiptText(
  bundle: { readonly id: string; readonly nonce: string; readonly pairs: readonly Pair[] },
  databaseId: string,
): string {
  const lines = bundle.pairs.map(({ name, blob }) => `${blob} ${name}`);
  return [bundle.id, bundle.nonce, databaseId, ...lines].join('\n');
}
