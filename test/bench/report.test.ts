import { expect, test } from 'vitest';
import { renderGrowth } from './report/chart-growth.ts';
import { renderLine } from './report/chart-line.ts';
import { renderReport } from './report/markdown.ts';
import { atMost, eachAtMost, type Result } from './report/result.ts';

const result: Result = {
  number: 3,
  title: 'The check',
  how: 'In turn.',
  claims: [
    atMost('wall time', 1.31, 1.25, '×'),
    ...eachAtMost(
      'wall time against every neighbour',
      new Map([
        ['a', 0.5],
        ['b', 0.9],
      ]),
      1,
    ),
  ],
  tables: [{ title: 'wall ms', head: ['', 'ms'], rows: [['a | b', '12 (10–14)']] }],
  charts: { 'growth.svg': '<svg/>' },
  profile: [{ title: 'Where it goes', head: ['', 'ms'], rows: [['pg', '7.0']] }],
};

test('a report says which goals are missed, by how much, and why', () => {
  expect(renderReport([result], [['Node', 'v20.20.2']])).toMatchInlineSnapshot(`
    "# Benchmarks

    Written by \`npm run bench\` (test/bench). All of a table was measured in one run, in which what is
    compared ran in turn: milliseconds tell of the machine, ratios of the tools. A ratio, and a
    difference, is the median of those of the single rounds.

    |  |  |
    | --- | --: |
    | Node | v20.20.2 |

    | goal | met |  |
    | --- | --: | --: |
    | 3. The check | 1 of 2 | **missed** |

    ## 3. The check

    In turn.

    |  | goal | measured |  |
    | --- | --: | --: | --: |
    | wall time | ≤ 1.25 × | 1.31 × | **missed** |
    | wall time against every neighbour | ≤ 1 × | 0.90 × (b) | met |

    ![The check](growth.svg)

    wall ms:

    |  | ms |
    | --- | --: |
    | a \\| b | 12 (10–14) |

    ### Why it is missed

    Where it goes:

    |  | ms |
    | --- | --: |
    | pg | 7.0 |
    "
  `);
});

test('a chart names each tool, and leaves out what was not measured', () => {
  const sizes = [
    {
      count: 10,
      ms: new Map([
        ['migration-gate verify', 100],
        ['a < b', 300],
      ]),
    },
    { count: 10_000, ms: new Map([['migration-gate verify', 140]]) },
  ];
  const growth = renderGrowth(sizes);
  expect(growth).toContain('>a &lt; b</text>');
  expect(growth).not.toContain('NaN');
  const line = renderLine([{ name: 'dbmate', ms: 1173, roundTrips: 14 }]);
  expect(line).toContain('1173 ms, 14 round trips');
});
