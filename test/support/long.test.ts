import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from './repository.ts';

const IMPORTED = /from '\.\.\/support\/long\.ts'/;

it('npm run test:slow has every file in which something is skipped for its time', () => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  const run = scripts['test:slow'].split(' ').filter((word: string) => word.startsWith('test/'));
  const files = readdirSync(join(PACKAGE_ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const long = files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file}`)
    .filter((file) => IMPORTED.test(readFileSync(join(PACKAGE_ROOT, file), 'utf8')));
  const left = long.filter((file) => !run.some((path: string) => file.startsWith(path)));

  expect(long.length).toBeGreaterThan(10);
  expect(left).toEqual([]);
});
