import { bar, HIGHLIGHT, INK, label, line, MUTED, PALETTE, svg, text } from './svg.ts';

export type LineBar = { readonly name: string; readonly ms: number; readonly roundTrips: number };

const WIDTH = 860;
const LEFT = 290;
const RIGHT = 670;
const TOP = 80;
const STEP = 28;
/** A bar that is longer than so many of the shortest is cut off: it would make all others small. */
const LONGEST = 6;

/** One bar for each tool, the fastest first. */
export function renderLine(tools: readonly LineBar[]): string {
  const bars = [...tools].sort((a, b) => a.ms - b.ms);
  const bottom = TOP + bars.length * STEP;
  const most = Math.min(bars.at(-1)?.ms ?? 0, LONGEST * (bars[0]?.ms ?? 0));
  const x = (ms: number): number => LEFT + ((RIGHT - LEFT) * Math.min(ms, most)) / most;
  return svg(WIDTH, bottom + 50, 'One check over a line with 80 ms for a round trip, TLS', [
    text(LEFT, TOP - 20, 'wall time, ms (median), and round trips to production', 'start'),
    ...ticksUpTo(most).map((ms) => gridLine(x(ms), ms, bottom)),
    ...bars.flatMap(({ name, ms, roundTrips }, i) => {
      const y = TOP + i * STEP;
      const colour = colourOf(name);
      const words = `${ms.toFixed(0)} ms, ${roundTrips} round trips`;
      return [
        bar(LEFT, y, x(ms) - LEFT, STEP - 8, colour),
        ...(ms > most ? [bar(x(ms) - 24, y, 6, STEP - 8, 'white')] : []),
        text(LEFT - 10, y + 15, name, 'end'),
        label(x(ms) + 6, y + 15, words, INK, colour === HIGHLIGHT),
      ];
    }),
  ]);
}

function colourOf(name: string): string {
  if (name.startsWith('migration-gate')) return HIGHLIGHT;
  return name.startsWith('the floor') ? MUTED : (PALETTE[0] ?? MUTED);
}

function ticksUpTo(most: number): number[] {
  const step = most > 2500 ? 1000 : 200;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

function gridLine(x: number, ms: number, bottom: number): string {
  const points = [
    { x, y: TOP - 6 },
    { x, y: bottom },
  ];
  return line(points, '#e3e3e3', 1) + text(x, bottom + 20, ms.toLocaleString('en-US'), 'middle');
}
