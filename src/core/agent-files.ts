const START = 'migration-gate:start';
const END = 'migration-gate:end';

/** Where the agent's program finds the hook: it starts node only for what may concern the gate. */
export const HOOK_SCRIPT = '.claude/hooks/migration-gate.sh';

/** Whether a file has a part that is ours. */
export const hasOwnPart = (text: string): boolean => text.includes(START) && text.includes(END);

/**
 * A text with our part renewed where it stands, or at its end; all else stays as it is.
 *
 * @param template what a new file has: a head (front matter), and our part between its markers
 */
export function withOwnPart(text: string | null, template: string): string {
  if (text === null || text.trim() === '') return template;
  const { head, part } = split(template);
  if (!hasOwnPart(text)) return `${text.replace(/\n*$/, '\n')}\n${part}`;
  const { head: before, after } = split(text);
  return `${before === '' && after.trim() === '' ? head : before}${part}${after}`;
}

/** The text without it; null: nothing of anybody else's is left. */
export function withoutOwnPart(text: string, template: string): string | null {
  if (!hasOwnPart(text)) return text;
  const { head, after } = split(text);
  const rest = after === '' ? head.replace(/\n\n$/, '\n') : head + after;
  return rest.trim() === split(template).head.trim() ? null : rest;
}

/** What stands before our part, the part with its markers, and what comes behind. */
function split(text: string): { head: string; part: string; after: string } {
  const start = text.lastIndexOf('\n', text.indexOf(START)) + 1;
  const newline = text.indexOf('\n', text.indexOf(END));
  const end = newline < 0 ? text.length : newline + 1;
  return { head: text.slice(0, start), part: text.slice(start, end), after: text.slice(end) };
}

type Json = Record<string, unknown>;

/** What Claude Code's settings get. `onFailure`: where it knows the word, a hook that fails blocks. */
const ENTRY = {
  matcher: 'Bash|ExitWorktree',
  hooks: [
    {
      type: 'command',
      command: `sh "$CLAUDE_PROJECT_DIR"/${HOOK_SCRIPT}`,
      timeout: 60,
      onFailure: 'block',
    },
  ],
};

/**
 * `.claude/settings.json` with our hook among its own; keys, order and indentation stay.
 * @returns null: it is no JSON object, or `hooks` has another form
 */
export function withAgentHook(text: string | null): string | null {
  const settings = parse(text === null || text.trim() === '' ? '{}' : text);
  if (settings === null) return null;
  const { hooks = {} } = settings;
  if (!isObject(hooks)) return null;
  const { PreToolUse: entries = [] } = hooks;
  if (!Array.isArray(entries)) return null;
  const at = entries.findIndex(isOurs);
  const renewed = at < 0 ? [...entries, ENTRY] : entries.with(at, ENTRY);
  if (JSON.stringify(renewed) === JSON.stringify(entries)) return text;
  return render({ ...settings, hooks: { ...hooks, PreToolUse: renewed } }, text ?? '{}\n');
}

/** The same without it; null: nothing else is left of it. */
export function withoutAgentHook(text: string): string | null {
  const settings = parse(text);
  const hooks = settings?.['hooks'];
  if (settings === null || !isObject(hooks) || !Array.isArray(hooks['PreToolUse'])) return text;
  const entries = hooks['PreToolUse'].filter((entry) => !isOurs(entry));
  if (entries.length === hooks['PreToolUse'].length) return text;
  const { PreToolUse: _, ...others } = hooks;
  const left = entries.length > 0 ? { ...hooks, PreToolUse: entries } : others;
  const { hooks: __, ...rest } = settings;
  const result = Object.keys(left).length > 0 ? { ...settings, hooks: left } : rest;
  return Object.keys(result).length === 0 ? null : render(result, text);
}

const isOurs = (entry: unknown): boolean => JSON.stringify(entry ?? null).includes(HOOK_SCRIPT);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function render(value: Json, like: string): string {
  const indent = /^([ \t]+)"/m.exec(like)?.[1] ?? '  ';
  return JSON.stringify(value, null, indent) + (like.endsWith('\n') ? '\n' : '');
}
