import { visible } from './visible.ts';

/** One thing that `doctor` has looked at. */
export type Diagnosis = {
  readonly area: 'git' | 'hooks' | 'node' | 'config' | 'env' | 'targets' | 'left-overs' | 'debt';
  /** `wrong`: the gate does not stand, or blocks. `warning`: it stands, and this wants a look. */
  readonly mark: 'ok' | 'warning' | 'wrong';
  /** One line, or several. */
  readonly text: string;
  /** What to type, one line each. */
  readonly fixes: readonly string[];
};

export const ok = (area: Diagnosis['area'], text: string): Diagnosis => ({
  area,
  mark: 'ok',
  text,
  fixes: [],
});

export const warning = (
  area: Diagnosis['area'],
  text: string,
  ...fixes: readonly string[]
): Diagnosis => ({ area, mark: 'warning', text, fixes });

export const wrong = (
  area: Diagnosis['area'],
  text: string,
  ...fixes: readonly string[]
): Diagnosis => ({ area, mark: 'wrong', text, fixes });

/** `wrong` where anything is, else `warnings` where there is one. */
export function resultOf(all: readonly Diagnosis[]): 'ok' | 'warnings' | 'wrong' {
  if (all.some(({ mark }) => mark === 'wrong')) return 'wrong';
  return all.some(({ mark }) => mark === 'warning') ? 'warnings' : 'ok';
}

const MARKS = { ok: '✓', warning: '⚠️ ', wrong: '✗' } as const;

const LAST_LINES = {
  ok: '✓ All is well.',
  warnings: '⚠️  The gate stands; look at what is marked.',
  wrong: '✗ Something is wrong.',
} as const;

/** The list as text: what to type stands below what it mends. */
export function renderDiagnoses(all: readonly Diagnosis[]): string {
  const lines = all.flatMap(({ mark, text, fixes }) => {
    const [head = '', ...rest] = text.split('\n').map(visible);
    const typed = fixes.flatMap((fix) => fix.split('\n')).map((fix) => `      ${visible(fix)}`);
    return [`${MARKS[mark]} ${head}`, ...rest.map((line) => `    ${line}`), ...typed];
  });
  return `${[...lines, '', LAST_LINES[resultOf(all)]].join('\n')}\n`;
}
