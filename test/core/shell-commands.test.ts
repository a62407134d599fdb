import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShellCommands } from '../../src/core/shell-commands.ts';
import { shellQuote } from '../../src/core/shell-quote.ts';

/** `A=b git push origin` in `x`, a line each. */
const shown = (text: string): string[] =>
  parseShellCommands(text).map(({ words, assignments, folders, written }) =>
    [
      ...assignments.map(({ name, value }) => `${name}=${value}`),
      ...words.map((word) => (word.dynamic ? `<${word.text}>` : word.text)),
      ...written.map((file) => `>${file}`),
      ...(folders === null ? ['in ?'] : folders.length > 0 ? [`in ${folders.join('/')}`] : []),
    ].join(' '),
  );

describe('the commands of a command line', () => {
  it.each<[string, string[]]>([
    ['git push', ['git push']],
    [`git commit -m 'a && b; c' -- "x y"`, ['git commit -m a && b; c -- x y']],
    ['npm test && git push || echo no; ls | cat', ['npm test', 'git push', 'echo no', 'ls', 'cat']],
    ['cd a && git -C b push', ['cd a', 'git -C b push in a']],
    ['(cd a; git push); git pull', ['cd a', 'git push in a', 'git pull']],
    ['cd "$X" && git push', ['cd <$X>', 'git push in ?']],
    ['HUSKY=0 A="b c" git commit', ['HUSKY=0 A=b c git commit']],
    ['export HUSKY=0; git commit', ['HUSKY=0 export HUSKY=0', 'git commit']],
    ['env -u X HUSKY=0 git commit', ['HUSKY=0 git commit']],
    ['sudo -u bob git push', ['git push']],
    ['timeout -s KILL 5 bash -c "git push && ls"', ['bash -c git push && ls', 'git push', 'ls']],
    [`sh -ec 'cd x; git push'`, ['sh -ec cd x; git push', 'cd x', 'git push in x']],
    [`eval "git push"`, ['eval git push', 'git push']],
    ['echo "$(git push)" `git pull`', ['git push', 'git pull', 'echo <$(git push)> <`git pull`>']],
    ['if true; then git push; fi', ['true', 'git push', 'fi']],
    ['git push # --no-verify', ['git push']],
    ['git \\\n  push', ['git push']],
    ["git commit -F - <<'END'\ngit push --no-verify\nEND\nls", ['git commit -F -', 'ls']],
    ['bash <<END\ngit push\nEND', ['bash', 'git push']],
    ['echo x > .husky/pre-push 2>&1', ['echo x >.husky/pre-push']],
    ['git push >/dev/null 2>&1 &', ['git push >/dev/null']],
    ['rm -rf ../wt-*', ['rm -rf <../wt-*>']],
    ['diff <(git push) x', ['git push', 'diff <<(git push)> x']],
    [`git commit $'--no-\\x76erify'`, ['git commit --no-verify']],
    [`git commit -m $'it\\'s'`, ["git commit -m it's"]],
    [`git commit -m "unclosed && git push`, ['git commit -m unclosed && git push']],
    ['echo $((1 + 2))', ['1 + 2', 'echo <$((1 + 2))>']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  it('gives back what was quoted, whatever it is', () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const line = ['git', ...words].map(shellQuote).join(' ');
        const [command] = parseShellCommands(line);
        expect(command?.words.map(({ text }) => text)).toEqual(['git', ...words]);
      }),
    );
  });

  it('never fails, and ends', () => {
    const piece = fc.constantFrom(
      ...'git "\'`$(){}<>|&;\\\n#<<E ~*'.split(/(?<=.)/),
      'sh -c ',
      '$(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        parseShellCommands(pieces.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});
