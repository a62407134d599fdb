import type { Advice } from './facts.ts';
import { shellQuote } from './shell-quote.ts';

/** `adopt <words> --target <t>`, with where the files are read as far as that is another place. */
export function adoptCommand(
  advice: Advice,
  target: string,
  words: string,
  reason = '"…"',
): string {
  return `${advice.invoke} adopt ${words}${writtenWhere(advice, target)} --reason ${reason}`;
}

/** ` --target production --what feature`: whose ledger, and where the files are read. */
export function writtenWhere({ what }: Advice, target: string): string {
  const isDefault = what === '' || (what === 'HEAD' && target !== 'local');
  const where = isDefault ? '' : ` ${what.startsWith('--') ? what : `--what ${what}`}`;
  return ` --target ${shellQuote(target)}${where}`;
}
