import type { Advice } from './facts.ts';
import { shellQuote } from './shell-quote.ts';

/** `adopt <words> --target <t>`, with where the files are read as far as that is another place. */
export function adoptCommand(
  { invoke, what }: Advice,
  target: string,
  words: string,
  reason = '"…"',
): string {
  const isDefault = what === '' || (what === 'HEAD' && target !== 'local');
  const where = isDefault ? '' : ` ${what.startsWith('--') ? what : `--what ${what}`}`;
  return `${invoke} adopt ${words} --target ${shellQuote(target)}${where} --reason ${reason}`;
}
