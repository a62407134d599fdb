/** A fenced block of a guide; `start` and `end` are where its text stands in the guide. */
export type Block = {
  readonly language: string;
  /** The HTML comment on the line before it, without its marks; empty: there is none. */
  readonly mark: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Nothing but an empty line is between it and the block before it. */
  readonly follows: boolean;
};

const BLOCK = /^(?:<!-- (.*) -->\n)?(```(\w+)\n)([\s\S]*?)^```$/gm;

/** The fenced blocks of a guide, in order. Throws where a fence is written in another way. */
export function parseGuide(guide: string): Block[] {
  let before = -1;
  const blocks = [...guide.matchAll(BLOCK)];
  const fences = guide.match(/^```/gm)?.length ?? 0;
  if (fences !== 2 * blocks.length) throw new Error(`${fences} fences, ${blocks.length} blocks`);
  return blocks.map((found) => {
    const [whole, mark = '', fence = '', language = '', text = ''] = found;
    const start = found.index + whole.indexOf(fence) + fence.length;
    const follows = before >= 0 && guide.slice(before, found.index).trim() === '';
    before = found.index + whole.length;
    return { language, mark, text, start, end: start + text.length, follows };
  });
}

/** Whether a text is what a guide shows: `…` on a line of its own is any lines, else any characters. */
export function isShown(shown: string, text: string): boolean {
  const lines = shown.trimEnd().split('\n');
  const pattern = lines.map((line) =>
    line.trim() === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escaped).join('.*?')}\\n`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(`${text.trimEnd()}\n`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
