import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  HOOK_SCRIPT,
  hasOwnPart,
  withAgentHook,
  withOwnPart,
  withoutAgentHook,
  withoutOwnPart,
} from '../core/agent-files.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Step } from './init-steps.ts';

/** What `init --agents` writes, from the templates of the package. */
const FILES = [
  { file: HOOK_SCRIPT, template: 'agent-hook.sh', does: 'judges their commands before they run' },
  {
    file: '.claude/commands/tree-close.md',
    template: 'tree-close.md',
    does: 'the command /tree-close',
  },
  {
    file: '.claude/commands/migration-gate.md',
    template: 'migration-gate.md',
    does: 'the command /migration-gate',
  },
  { file: 'AGENTS.md', template: 'AGENTS.md', does: 'tells coding agents of the gate' },
];
/** Claude Code reads this one, and AGENTS.md only where this one names it. */
const CLAUDE = { file: 'CLAUDE.md', template: 'AGENTS.md', does: 'tells Claude Code of the gate' };
const SETTINGS = '.claude/settings.json';

/** Nothing of the user's own is changed; a file that is as it should be gives no step. */
export async function planAgents({ root }: Repository): Promise<Step[]> {
  const steps: Step[] = [];
  const claude = await read(root, CLAUDE.file);
  const needed = claude !== null && (hasOwnPart(claude) || !claude.includes('AGENTS.md'));
  for (const { file, template, does } of needed ? [...FILES, CLAUDE] : FILES) {
    const before = await read(root, file);
    // A script cannot be two programs.
    if (file === HOOK_SCRIPT && before !== null && !hasOwnPart(before)) throw foreign(file);
    const text = withOwnPart(before, await readTemplate(template));
    if (text !== before) steps.push({ file, does, text });
  }
  const before = await read(root, SETTINGS);
  const text = withAgentHook(before);
  if (text === null) throw unreadable();
  if (text !== before) steps.push({ file: SETTINGS, does: 'has Claude Code call it', text });
  return steps;
}

/** What takes them back. */
export async function planWithoutAgents({ root }: Repository): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { file, template } of [...FILES, CLAUDE]) {
    const before = await read(root, file);
    const text = before && withoutOwnPart(before, await readTemplate(template));
    const own = file === HOOK_SCRIPT && before !== null && hasOwnPart(before);
    if (before !== null && text !== before) {
      steps.push({ file, does: 'no longer speaks of the gate', text: own ? null : text });
    }
  }
  const before = await read(root, SETTINGS);
  const text = before && withoutAgentHook(before);
  if (before !== null && text !== before) {
    steps.push({ file: SETTINGS, does: 'no longer calls it', text });
  }
  return steps;
}

/** The folders that `init` made, where nothing else is in them. */
export async function tidyAgentFolders({ root }: Repository): Promise<void> {
  for (const folder of ['.claude/hooks', '.claude/commands', '.claude']) {
    await rmdir(join(root, folder)).catch(() => undefined);
  }
}

const read = (root: string, file: string): Promise<string | null> =>
  readFile(join(root, file), 'utf8').catch(() => null);

const readTemplate = (name: string): Promise<string> =>
  readFile(new URL(`../../templates/agents/${name}`, import.meta.url), 'utf8');

function foreign(file: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `${file} is there already, and is not the gate's.`,
    fix: 'Move it away, and repeat.',
  });
}

function unreadable(): GateError {
  return new GateError('BAD_USAGE', {
    problem: `${SETTINGS} is not read: it is not JSON, or its hooks have another form.`,
    fix: `Correct it, and repeat: ${SETTINGS}`,
  });
}
