import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  withAgentHook,
  withOwnPart,
  withoutAgentHook,
  withoutOwnPart,
} from '../../src/core/agent-files.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';

const template = (name: string): string =>
  readFileSync(join(PACKAGE_ROOT, 'templates/agents', name), 'utf8');
const COMMAND = template('tree-close.md');
const AGENTS = template('AGENTS.md');

describe('a part of ours in a file of the user’s', () => {
  it('stands behind what is there, is renewed in its place, and goes without a trace', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const own = `${lines.join('\n').replace(/\n+$/, '')}\n`;
        const both = withOwnPart(own, AGENTS);
        expect(both.startsWith(own)).toBe(true);
        expect(withOwnPart(both, AGENTS)).toBe(both);
        expect(withoutOwnPart(both, AGENTS)).toBe(own);
      }),
    );
  });

  it('is a whole file where there is none, with what a command needs at its head', () => {
    const made = withOwnPart(null, COMMAND);
    expect(made).toMatch(/^---\ndescription: .*\n/);
    expect(withOwnPart(made, COMMAND)).toBe(made);
    expect(withoutOwnPart(made, COMMAND)).toBeNull();
    expect(withoutOwnPart(withOwnPart(null, AGENTS), AGENTS)).toBeNull();
  });

  it('may have been an older one, between things of the user’s', () => {
    const old = '<!-- migration-gate:start -->\nold\n<!-- migration-gate:end -->\n';
    const text = withOwnPart(`# Mine\n\n${old}\n# More\n`, AGENTS);
    expect(text).toBe(`# Mine\n\n${AGENTS}\n# More\n`);
  });
});

describe('the settings of Claude Code', () => {
  const OWN = {
    permissions: { allow: ['Bash(ls:*)'] },
    hooks: {
      Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }],
      PreToolUse: [{ matcher: 'Write', hooks: [{ type: 'command', command: 'lint' }] }],
    },
    model: 'opus',
  };

  it.each([
    ['two spaces', `${JSON.stringify(OWN, null, 2)}\n`],
    ['tabs, without a newline at the end', JSON.stringify(OWN, null, '\t')],
    ['no hooks', `${JSON.stringify({ model: 'opus' }, null, 4)}\n`],
  ])('keep their keys, order and form: %s', (_, text) => {
    const both = withAgentHook(text) ?? '';
    const { hooks, ...others } = JSON.parse(both);
    expect(hooks.PreToolUse.at(-1).hooks[0].command).toContain('.claude/hooks/migration-gate.sh');
    expect(Object.keys({ ...JSON.parse(text), hooks })).toEqual(Object.keys(JSON.parse(both)));
    expect(others).toEqual({ ...JSON.parse(text), hooks: undefined });
    expect(withAgentHook(both)).toBe(both);
    expect(withoutAgentHook(both)).toBe(text);
  });

  it('are made, and taken away, where there are none', () => {
    const made = withAgentHook(null) ?? '';
    expect(made).toMatchInlineSnapshot(`
      "{
        "hooks": {
          "PreToolUse": [
            {
              "matcher": "Bash|ExitWorktree",
              "hooks": [
                {
                  "type": "command",
                  "command": "sh \\"$CLAUDE_PROJECT_DIR\\"/.claude/hooks/migration-gate.sh",
                  "timeout": 60,
                  "onFailure": "block"
                }
              ]
            }
          ]
        }
      }
      "
    `);
    expect(withoutAgentHook(made)).toBeNull();
  });

  it('are left alone where they are not understood', () => {
    expect(withAgentHook('{ // mine\n}')).toBeNull();
    expect(withAgentHook('{"hooks": []}')).toBeNull();
    expect(withoutAgentHook('{ // mine\n}')).toBe('{ // mine\n}');
    expect(withoutAgentHook('{"hooks": {}}')).toBe('{"hooks": {}}');
  });
});
