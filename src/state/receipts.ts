import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseReceiptCode, type Receipt, receiptText } from '../core/receipt.ts';
import { appendLine, readLines } from './json-lines.ts';

const BUNDLES = 'bundles.jsonl';
const RECEIPTS = 'receipts.jsonl';

/** What is kept of a bundle that was made here, so that its receipt can be told from any other. */
const bundleSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  nonce: z.string().min(1),
  target: z.string(),
  /** The id that its database must have; null: it was not known. */
  databaseId: z.string().nullable(),
  at: z.string(),
  pairs: z.array(z.object({ name: z.string().min(1), blob: z.string().min(1) })),
});
export type KeptBundle = z.output<typeof bundleSchema>;

const receiptSchema = z.object({ code: z.string(), at: z.string() });

/** Why a code is no receipt of this clone's; or what it says ran. */
export type CheckedCode =
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly bundle: KeptBundle }
  | { readonly kind: 'malformed' | 'unknown-bundle' | 'wrong' };

export function writeBundle(stateDir: string, bundle: KeptBundle): Promise<void> {
  return appendLine(stateDir, BUNDLES, bundle);
}

/** Keeps a code that was checked; what it covers stays with its bundle. */
export function writeReceipt(stateDir: string, code: string, at: string): Promise<void> {
  return appendLine(stateDir, RECEIPTS, { code, at });
}

/** Checks a code against the bundles that were made in this clone; asks nobody else. */
export async function checkReceiptCode(
  stateDir: string,
  code: string,
  at: string,
): Promise<CheckedCode> {
  return checkAgainst(await readBundles(stateDir), code, at);
}

/**
 * The receipts that were accepted here, each checked again. One that cannot be read, or that fits
 * no bundle any more, covers nothing.
 */
export async function readReceipts(stateDir: string): Promise<Receipt[]> {
  const lines = (await readLines(stateDir, RECEIPTS)) ?? [];
  if (lines.length === 0) return [];
  const bundles = await readBundles(stateDir);
  return lines.flatMap(({ text }) => {
    const kept = parseAs(receiptSchema, text);
    const checked = kept && checkAgainst(bundles, kept.code, kept.at);
    return checked?.kind === 'receipt' ? [checked.receipt] : [];
  });
}

function checkAgainst(bundles: readonly KeptBundle[], text: string, at: string): CheckedCode {
  const code = parseReceiptCode(text);
  if (code === null) return { kind: 'malformed' };
  const bundle = bundles.find(({ id }) => id === code.bundle);
  if (bundle === undefined) return { kind: 'unknown-bundle' };
  const { databaseId } = code;
  const whole = createHash('sha256').update(receiptText(bundle, databaseId)).digest('hex');
  const isOther = bundle.databaseId !== null && bundle.databaseId !== databaseId;
  if (isOther || !whole.startsWith(code.check)) return { kind: 'wrong' };
  const receipt = { target: bundle.target, databaseId, pairs: bundle.pairs, at };
  return { kind: 'receipt', receipt, bundle };
}

async function readBundles(stateDir: string): Promise<KeptBundle[]> {
  const lines = (await readLines(stateDir, BUNDLES)) ?? [];
  return lines.flatMap(({ text }) => parseAs(bundleSchema, text) ?? []);
}

function parseAs<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
