/** A small migration: its number from 1, and what it is to do. */
export type Migration = { readonly number: number; readonly sql: string };

/** As many small migrations; each makes a table of its own. */
export function makeMigrations(count: number): Migration[] {
  return Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    sql: `CREATE TABLE thing_${i + 1} (id bigint PRIMARY KEY, name text NOT NULL);`,
  }));
}

/** `00042`, so that the order of names is the order of numbers. */
export function padded(number: number, digits = 5): string {
  return String(number).padStart(digits, '0');
}

/** As an SQL literal of an array of texts; the texts are ours and hold no quote. */
export function textArray(texts: readonly string[]): string {
  return `ARRAY[${texts.map((text) => `'${text}'`).join(', ')}]::text[]`;
}
