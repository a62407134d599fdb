import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hookBlock, withHookBlock, withoutHookBlock } from '../../src/core/hook-block.ts';
import { MANAGED_HOOKS } from '../../src/core/hook-names.ts';

const HOOKS = [...MANAGED_HOOKS];
const file = fc
  .array(
    fc.constantFrom(
      '#!/bin/sh\n',
      '#!/usr/bin/env bash\n',
      'npm test\n',
      '\n',
      '# migration-gate:end\n',
      'exit 0',
      ' ',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** A user's post-rewrite with our block, in a folder that no git looks at. */
function postRewrite() {
  const folder = mkdtempSync(join(tmpdir(), 'hook-block-'));
  const file = join(folder, 'post-rewrite');
  writeFileSync(file, withHookBlock('cat\n', 'post-rewrite'));
  const run = (more = {}): string => {
    const { GIT_DIR: _, ...env } = process.env;
    const options = { input: 'old new\n', cwd: folder, env: { ...env, ...more } };
    return execFileSync('sh', ['-e', file, 'rebase'], options).toString();
  };
  return { folder, run };
}

function writeOurs(folder: string): void {
  mkdirSync(join(folder, '_/migration-gate'), { recursive: true });
  const ours = '#!/bin/sh\necho "ours: $1"; cat >/dev/null; exit 1\n';
  writeFileSync(join(folder, '_/migration-gate/post-rewrite'), ours, { mode: 0o755 });
}

describe('the block of a hook file', () => {
  it('comes first, behind the shebang', () => {
    const text = withHookBlock('#!/bin/sh\nnpm test\n', 'pre-commit');
    expect(text).toBe(`#!/bin/sh\n${hookBlock('pre-commit')}npm test\n`);
    expect(withHookBlock('', 'pre-commit')).toBe(hookBlock('pre-commit'));
  });

  it('is put in once, and taken out without a trace', () => {
    fc.assert(
      fc.property(file, fc.constantFrom(...HOOKS), (text, hook) => {
        const once = withHookBlock(text, hook);
        expect(withHookBlock(once, hook)).toBe(once);
        expect(withoutHookBlock(once)).toBe(text);
        expect(withoutHookBlock(text)).toBe(text);
      }),
    );
  });

  it('is sourced by sh alone, as whose script the hook was written', () => {
    const call = (first: string): string =>
      withHookBlock(`${first}npm test\n`, 'pre-commit').split('\n').at(-4) ?? '';
    for (const first of ['', '#!/bin/sh\n'])
      expect(call(first)).toMatch(/^\(\. ".*"\) \|\| exit 1$/);
    for (const first of ['#!/usr/bin/env bash\n', '#!/bin/ksh\n', '#!/bin/sh -x\n']) {
      expect(call(first)).toMatch(/^".*" "\$@" \|\| exit 1$/);
    }
  });

  it('takes the place of an older one', () => {
    const old = '#!/bin/sh\n# migration-gate:start\nold\n# migration-gate:end\nnpm test\n';
    expect(withHookBlock(old, 'pre-commit')).toBe(
      `#!/bin/sh\n${hookBlock('pre-commit')}npm test\n`,
    );
  });

  it.each(HOOKS)('of %s is sh', (hook) => {
    expect(() => execFileSync('sh', ['-n'], { input: hookBlock(hook) })).not.toThrow();
  });

  it('of a post-* hook disturbs nothing: not there, failing, or reading its input', () => {
    const { folder, run } = postRewrite();
    writeFileSync(join(folder, '.git'), 'gitdir: elsewhere\n');
    expect(run()).toBe('old new\n');
    writeOurs(folder);
    expect(run()).toBe('ours: rebase\nold new\n');
    rmSync(folder, { recursive: true });
  });

  it('of a post-* hook calls the gate in linked worktrees alone', () => {
    const { folder, run } = postRewrite();
    writeOurs(folder);
    mkdirSync(join(folder, '.git/worktrees/feature'), { recursive: true });
    expect(run()).toBe('old new\n');
    expect(run({ GIT_DIR: '.git' })).toBe('old new\n');
    writeFileSync(join(folder, '.git/worktrees/feature/commondir'), '../..\n');
    expect(run({ GIT_DIR: '.git/worktrees/feature' })).toBe('ours: rebase\nold new\n');
    rmSync(folder, { recursive: true });
  });

  it('reads as it should', () => {
    expect(hookBlock('post-commit')).toMatchInlineSnapshot(`
      "# migration-gate:start (written by \`migration-gate init\`)
      if [ -f "\${GIT_DIR:-.git}" ] || [ -f "\${GIT_DIR:-.git}/commondir" ]; then
        [ ! -x "\${0%/*}/_/migration-gate/post-commit" ] ||
          "\${0%/*}/_/migration-gate/post-commit" "$@" </dev/null || :
      fi
      # migration-gate:end
      "
    `);
    expect(hookBlock('pre-commit')).toMatchInlineSnapshot(`
      "# migration-gate:start (written by \`migration-gate init\`)
      [ -x "\${0%/*}/_/migration-gate/pre-commit" ] || {
        cat >&2 <<'GATE_GONE'
      migration-gate: the hooks are not installed here; type: npm install
      GATE_GONE
        exit 1
      }
      (. "\${0%/*}/_/migration-gate/pre-commit") || exit 1
      # migration-gate:end
      "
    `);
    expect(hookBlock('pre-push')).toMatchInlineSnapshot(`
      "# migration-gate:start (written by \`migration-gate init\`)
      [ -x "\${0%/*}/_/migration-gate/pre-push" ] || {
        cat >&2 <<'GATE_GONE'
      migration-gate: the hooks are not installed here; type: npm install
      GATE_GONE
        exit 1
      }
      gate_refs=$(cat)
      if [ -n "$gate_refs" ]; then
        (. "\${0%/*}/_/migration-gate/pre-push") <<GATE_REFS || exit 1
      $gate_refs
      GATE_REFS
        exec <<GATE_REFS
      $gate_refs
      GATE_REFS
      else
        exec </dev/null
      fi
      # migration-gate:end
      "
    `);
  });
});
