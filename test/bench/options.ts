import { parseArgs } from 'node:util';

export type Options = {
  /** Only whether the bench works. */
  readonly smoke: boolean;
  /** Numbers of the goals; null: all. */
  readonly only: readonly number[] | null;
  /** The folder that the report is written to, instead of the repository's docs. */
  readonly out: string | null;
  /** How many rounds instead of so many. */
  rounds(usual: number): number;
};

/** @throws TypeError what is no option of ours */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      out: { type: 'string' },
      repeat: { type: 'string', default: '1' },
    },
  });
  const factor = Number(values.repeat);
  return {
    smoke: values.smoke,
    only: values.only === undefined ? null : values.only.split(',').map(Number),
    out: values.out ?? null,
    rounds: (usual) => (values.smoke ? 1 : Math.max(1, Math.round(usual * factor))),
  };
}
