import { HIGHLIGHT, INK, label, line, MUTED, PALETTE, svg, text } from './svg.ts';

/** Milliseconds by tool with so many migrations. */
export type Points = { readonly count: number; readonly ms: ReadonlyMap<string, number> };

const WIDTH = 860;
const HEIGHT = 520;
const LEFT = 70;
const RIGHT = 600;
const TOP = 60;
const BOTTOM = 450;

/** Both axes are logarithmic: a straight line that rises by one decade for each is linear. */
export function renderGrowth(sizes: readonly Points[]): string {
  const counts = sizes.map(({ count }) => count);
  const values = sizes.flatMap(({ ms }) => [...ms.values()]);
  const x = scale(Math.min(...counts), Math.max(...counts), LEFT, RIGHT);
  const [low, high] = [decadeBelow(Math.min(...values)), Math.max(...values) * 1.2];
  const y = scale(low, high, BOTTOM, TOP);
  const names = [...(sizes[0]?.ms.keys() ?? [])];
  const lines = names.map((name) => ({
    name,
    points: sizes.flatMap(({ count, ms }) => {
      const value = ms.get(name);
      return value === undefined ? [] : [{ x: x(count), y: y(value) }];
    }),
  }));
  const drawn = [...lines].reverse().map(({ name, points }) => {
    const ours = name.startsWith('migration-gate');
    const colour = colourOf(names, name);
    return line(points, colour, ours ? 4 : 1.5) + points.map(dot(colour, ours ? 5 : 2.5)).join('');
  });
  const ends = spread(
    lines.map(({ name, points }) => ({ name, y: points.at(-1)?.y ?? 0 })),
    15,
  );
  return svg(WIDTH, HEIGHT, 'Time of one check by the number of migrations', [
    ...ticks(low, high).map((ms) => yTick(y(ms), ms)),
    ...counts.map((count) => text(x(count), BOTTOM + 20, count.toLocaleString('en-US'), 'middle')),
    text((LEFT + RIGHT) / 2, BOTTOM + 45, 'migrations, all of them applied', 'middle'),
    text(
      LEFT,
      TOP - 12,
      'wall time, ms (median); ours asks two databases, the others one',
      'start',
    ),
    ...drawn,
    ...ends.map((end) =>
      label(RIGHT + 12, end.y + 4, end.name, colourOf(names, end.name), isOurs(end.name)),
    ),
  ]);
}

const isOurs = (name: string): boolean => name.startsWith('migration-gate');

function colourOf(names: readonly string[], name: string): string {
  if (isOurs(name)) return HIGHLIGHT;
  if (name === 'the floor') return INK;
  return PALETTE[names.indexOf(name) % PALETTE.length] ?? MUTED;
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to / from) || 1;
  return (value) => start + ((end - start) * Math.log(value / from)) / span;
}

const decadeBelow = (value: number): number => 10 ** Math.floor(Math.log10(value));

function ticks(low: number, high: number): number[] {
  const found: number[] = [];
  for (let decade = low; decade <= high; decade *= 10) found.push(decade, 2 * decade, 5 * decade);
  return found.filter((value) => value <= high);
}

function yTick(y: number, ms: number): string {
  const grid = line(
    [
      { x: LEFT, y },
      { x: RIGHT, y },
    ],
    '#e3e3e3',
    1,
  );
  return grid + text(LEFT - 8, y + 4, ms.toLocaleString('en-US'), 'end');
}

const dot =
  (colour: string, radius: number) =>
  ({ x, y }: { readonly x: number; readonly y: number }): string =>
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${colour}"/>`;

/** Moves labels down until each has its line for itself. */
function spread<T extends { readonly y: number }>(labels: readonly T[], distance: number): T[] {
  const placed: T[] = [];
  for (const next of [...labels].sort((a, b) => a.y - b.y)) {
    const above = placed.at(-1);
    placed.push(above ? { ...next, y: Math.max(next.y, above.y + distance) } : next);
  }
  return placed;
}
