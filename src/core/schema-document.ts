/** The documents, by the names of their files. */
export const DOCUMENTS = ['schema.sql', 'schema.md'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

/** Counted up whenever the same migrations would give other documents. */
const FORMAT = 1;

/** What makes a digest; core computes none. */
export type Digest = (text: string) => string;

/** Stands for the migrations that a document is made from: their names, contents and order. */
export function digestOfMigrations(
  migrations: readonly { readonly name: string; readonly blob: string }[],
  digest: Digest,
): string {
  return digest(JSON.stringify([FORMAT, ...migrations.map(({ name, blob }) => [name, blob])]));
}

const COMMENT = {
  'schema.sql': { open: '', before: '-- ', close: '' },
  'schema.md': { open: '<!--\n', before: '', close: '-->\n' },
} as const;

/** The document with a head that tells, without any engine, whether it is stale or was edited. */
export function withHead(
  name: DocumentName,
  body: string,
  made: { readonly from: string; readonly digest: Digest },
): string {
  const { open, before, close } = COMMENT[name];
  const lines = [
    'The schema after all migrations. Made by migration-gate; do not edit it, but run:',
    'migration-gate schema',
    `migrations ${made.from}`,
    `content ${made.digest(body)}`,
  ];
  return `${open}${lines.map((line) => `${before}${line}\n`).join('')}${close}\n${body}`;
}

export type DocumentState = 'current' | 'missing' | 'stale' | 'edited';

/** @param text as it was found, with any line ends; null: it is not there */
export function judgeDocument(text: string | null, from: string, digest: Digest): DocumentState {
  if (text === null) return 'missing';
  const unix = text.replaceAll('\r\n', '\n');
  // -- migrations 5f1c…\n-- content a02b…\n
  const found = /^(?:-- )?migrations (\w+)\n(?:-- )?content (\w+)\n(?:-->\n)?\n/m.exec(unix);
  if (found === null) return 'edited';
  const body = unix.slice(found.index + found[0].length);
  if (digest(body) !== found[2]) return 'edited';
  return found[1] === from ? 'current' : 'stale';
}

export type JudgedDocument = { readonly path: string; readonly state: DocumentState };

const PROBLEM: Readonly<Record<DocumentState, string>> = {
  current: 'is up to date',
  missing: 'is not there',
  stale: 'is not made from these migrations',
  edited: 'was edited by hand, or merged',
};

/** `schema/schema.sql is not made from these migrations.`, one a line, of those that are not current. */
export function renderStale(documents: readonly JudgedDocument[]): string[] {
  return documents
    .filter(({ state }) => state !== 'current')
    .map(({ path, state }) => `${path} ${PROBLEM[state]}.`);
}
