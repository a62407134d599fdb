/** How marks can be shown where the text goes. */
export type Dress = {
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
  readonly colour: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the locale says that only ASCII is understood: `LANG=C`. What says nothing (cron, most
 * containers) is taken for a terminal of today. The first that is set counts, as POSIX has it
 * (XBD 8.2).
 */
export function isAsciiLocale({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return locale === 'C' || locale === 'POSIX';
}

const ASCII = { '✓': '+', '✗': 'x', '⚠️': '!', '–': '-', '≠': '~', '·': '.' } as const;
const RED = 31;
const GREEN = 32;
const YELLOW = 33;
const COLOURS: Readonly<Record<string, number>> = {
  '✓': GREEN,
  '✗': RED,
  '⚠️': YELLOW,
  '≠': YELLOW,
};

// A mark that begins a line, with what follows it where that is one of the verdict's own words; and
// one that ends a line of the summary: `Local migrations:  ✓`, `Production access: ⚠️`.
const BEGINS = /^(\s*)(✓|✗|⚠️|–|≠|·)(?= )( +(?:READY TO MERGE|BLOCKED|OVERRIDDEN|LOCAL OK)\b)?/gm;
const ENDS = /^([\w -]+: +)(✓|✗|⚠️|–)$/gm;

/** Text as its reader can see it: our own marks coloured, or written in ASCII; nothing else. */
export function dressMarks(text: string, { unicode, colour }: Dress): string {
  const dress = (mark: string, words = ''): string => {
    const shown = unicode ? mark : ASCII[mark as keyof typeof ASCII];
    const code = colour ? COLOURS[mark] : undefined;
    return code === undefined ? `${shown}${words}` : `\x1b[${code}m${shown}${words}\x1b[39m`;
  };
  const dressed = text
    .replace(
      BEGINS,
      (_, indent: string, mark: string, words?: string) => indent + dress(mark, words),
    )
    .replace(ENDS, (_, label: string, mark: string) => label + dress(mark));
  return unicode ? dressed : dressed.replaceAll('…', '...').replaceAll('→', '->');
}
