import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hookBlock, withHookBlock, withoutHookBlock } from '../../src/core/hook-block.ts';

const HOOKS = ['pre-merge-commit', 'pre-commit', 'pre-rebase', 'pre-push'];
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

  it('takes the place of an older one', () => {
    const old = '#!/bin/sh\n# migration-gate:start\nold\n# migration-gate:end\nnpm test\n';
    expect(withHookBlock(old, 'pre-commit')).toBe(
      `#!/bin/sh\n${hookBlock('pre-commit')}npm test\n`,
    );
  });

  it.each(HOOKS)('of %s is sh', (hook) => {
    expect(() => execFileSync('sh', ['-n'], { input: hookBlock(hook) })).not.toThrow();
  });

  it('reads as it should', () => {
    expect(hookBlock('pre-commit')).toMatchInlineSnapshot(`
      "# migration-gate:start (written by \`migration-gate init\`)
      [ -x "\${0%/*}/_/migration-gate/pre-commit" ] || {
        cat >&2 <<'GATE_GONE'
      migration-gate: the hooks are not installed here; type: npm install
      GATE_GONE
        exit 1
      }
      "\${0%/*}/_/migration-gate/pre-commit" "$@" || exit 1
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
        "\${0%/*}/_/migration-gate/pre-push" "$@" <<GATE_REFS || exit 1
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
