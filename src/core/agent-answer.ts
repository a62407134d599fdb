import { foldWords } from './fold-words.ts';
import { visible } from './visible.ts';

/** What a coding agent's hook answers, as its protocol has it. */
export type AgentAnswer = {
  readonly stdout: string;
  readonly stderr: string;
  /** 2 blocks; any other code but 0 would let it pass there. */
  readonly code: 0 | 2;
};

export const PASSES: AgentAnswer = { stdout: '', stderr: '', code: 0 };

/** The agent reads it in the place of the command's output. */
export function denied(problem: string, instead: readonly string[]): AgentAnswer {
  const ways = instead.map((way) => `  ${way}\n`).join('');
  const sentence = `migration-gate: not run. ${problem.replaceAll('\n', ' ')}`;
  const said = foldWords(visible(sentence), 80, '').join('\n');
  const stderr = `${said}\nWhat to do instead:\n${ways}`;
  return { stdout: '', stderr, code: 2 };
}

/** A person is asked by the agent's own program, whatever else it would let run unasked. */
export function asks(reasons: readonly string[]): AgentAnswer {
  const permissionDecisionReason = `migration-gate: ${[...new Set(reasons)].join('; ')}.`;
  const output = {
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'ask',
      permissionDecisionReason,
    },
  };
  return { stdout: `${JSON.stringify(output)}\n`, stderr: '', code: 0 };
}

/** What is known of a tool that the agent is about to use. */
export type ToolCall =
  | { readonly kind: 'command'; readonly line: string; readonly cwd: string }
  | { readonly kind: 'leave-worktree'; readonly cwd: string }
  | { readonly kind: 'other' };

/**
 * The JSON that a `PreToolUse` hook gets:
 * `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git push"},"cwd":"/a"}`
 * @returns null: it is no such JSON
 */
export function parseToolCall(text: string, cwd: string): ToolCall | null {
  const input = parseObject(text);
  if (input === null) return null;
  const event = input['hook_event_name'];
  if (event !== undefined && event !== 'PreToolUse') return { kind: 'other' };
  const tool = asObject(input['tool_input']);
  const folder = typeof input['cwd'] === 'string' && input['cwd'] !== '' ? input['cwd'] : cwd;
  const line = tool?.['command'];
  if (input['tool_name'] === 'Bash') {
    return typeof line === 'string' ? { kind: 'command', line, cwd: folder } : null;
  }
  const leaves = input['tool_name'] === 'ExitWorktree' && tool?.['action'] === 'remove';
  return leaves ? { kind: 'leave-worktree', cwd: folder } : { kind: 'other' };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
