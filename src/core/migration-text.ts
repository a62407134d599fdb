import { visible } from './visible.ts';

/** The lines of the header (contract 6). */
export type HeaderText = {
  readonly name: string;
  /** ISO 8601; the day counts. */
  readonly now: string;
  readonly purpose: string;
  readonly partOf: string;
  readonly noTransaction: boolean;
};

/** A new migration: its header, and room for the SQL. */
export function renderMigration(header: HeaderText): string {
  const { name, now, purpose, partOf, noTransaction } = header;
  return `${[
    `-- Migration: ${name}`,
    `-- Date: ${now.slice(0, 10)}`,
    `-- Purpose: ${oneLine(purpose)}`,
    `-- Part of: ${oneLine(partOf)}`,
    ...(noTransaction ? ['-- migration-gate: no-transaction'] : []),
    '',
  ].join('\n')}\n`;
}

/** A comment of one line stays one, whatever was typed. */
const oneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim());

/** `add_user_preferences` as words: what a migration is for, where nobody says more. */
export function purposeOf(slug: string): string {
  const words = slug.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A text whose `-- Migration:` line names the new file where it named the old one; everything else
 * stays as it is, line ends and byte order mark included.
 */
export function withMigrationName(text: string, old: string, name: string): string {
  const bare = (file: string): string => file.replace(/\.sql$/, '');
  // The mark also as its three bytes: the text may be bytes, one character for each.
  const line = /^((?:\uFEFF|\u00EF\u00BB\u00BF)?--[ \t]*Migration:[ \t]*)(\S+)([ \t]*\r?)$/im;
  return text.replace(line, (whole, before: string, named: string, after: string) => {
    const folder = named.slice(0, named.lastIndexOf('/') + 1);
    const file = named.slice(folder.length);
    if (file === old) return `${before}${folder}${name}${after}`;
    return file === bare(old) ? `${before}${folder}${bare(name)}${after}` : whole;
  });
}
