import { visible } from '../core/visible.ts';

const LONGEST = 300;

/** What an error says; anything can be thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : 'an error without a message';
}

/** A message of a stranger, fit for one line of a terminal, and not endless. */
export function quote(message: string): string {
  const plain = visible(message.replace(/\s+/g, ' ').trim());
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** The same for a message that may have several lines. */
export function quoteLines(message: string): string {
  const lines = message.split(/\r?\n/);
  return lines.map((line) => visible(line.replaceAll('\t', ' '))).join('\n');
}
