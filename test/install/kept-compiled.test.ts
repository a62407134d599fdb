import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { CLI, freshRepository } from '../support/repository.ts';

it('keeps what was compiled of the hot path in the package, and survives any harm to it', async () => {
  await using repository = await freshRepository();
  cpSync(dirname(CLI), join(repository.path, 'dist'), { recursive: true });
  const folder = join(repository.path, '.cache');
  const help = async (): Promise<{ code: number; stdout: string; stderr: string }> => {
    const start = join(repository.path, 'dist', 'start.cjs');
    const { code, stdout, stderr } = await repository.run(process.execPath, [start, 'hook', '-h']);
    return { code: code ?? -1, stdout, stderr };
  };
  const first = await help();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const [name = '', ...more] = readdirSync(folder);
  expect(more).toEqual([]);
  const kept = readFileSync(join(folder, name));
  // What V8 would run, and what ended node without a word.
  const turned = Buffer.from(kept).fill(0x5a, 40_000, 40_064);
  const harms = [kept, Buffer.from(''), Buffer.alloc(5000, 'x'), kept.subarray(0, 9000), turned];
  for (const harm of harms) {
    writeFileSync(join(folder, name), harm);
    expect(await help()).toEqual(first);
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name)).equals(harm)).toBe(harm === kept);
  }
});
