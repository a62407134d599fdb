import { expect, it } from 'vitest';
import { isShown, parseGuide } from './parse-guide.ts';

it('reads the blocks, their marks, and what is shown right after a command', () => {
  const guide =
    'Words.\n\n<!-- refused -->\n```sh\ngit merge x\n```\n\n```text\nno\n```\n\nWords.\n\n```text\nx\n```\n';
  expect(parseGuide(guide)).toMatchObject([
    { language: 'sh', mark: 'refused', text: 'git merge x\n', follows: false },
    { language: 'text', mark: '', text: 'no\n', follows: true },
    { language: 'text', mark: '', text: 'x\n', follows: false },
  ]);
  const [{ start = 0, end = 0 } = {}] = parseGuide(guide);
  expect(guide.slice(start, end)).toBe('git merge x\n');
});

it('takes … for what varies, and nothing else', () => {
  expect(isShown('✓ a.sql (… ms)\n', '✓ a.sql (41 ms)\n')).toBe(true);
  expect(isShown('✓ a.sql (… ms)\n', '✓ a.sql (41 ms)\nmore\n')).toBe(false);
  expect(isShown('a\n…\nz\n', 'a\nz\n')).toBe(true);
  expect(isShown('a\n…\nz\n', 'a\nb\n\nc\nz\n')).toBe(true);
  expect(isShown('a\n…\n', 'b\na\n')).toBe(false);
  expect(isShown('a.c\n', 'abc\n')).toBe(false);
});
