import { type AgentAnswer, asks, denied, PASSES, parseToolCall } from '../core/agent-answer.ts';
import type { Finding } from '../core/agent-finding.ts';
import { findInCommand } from '../core/agent-findings.ts';
import type { Context, ExitCode } from './context.ts';

/**
 * An agent's program lets the command run when its hook takes too long, so the answer comes before
 * that, whatever a database or git is doing.
 */
const DEADLINE_SECONDS = 20;

/**
 * `agent-hook`: what a coding agent calls before it uses a tool (Claude Code's `PreToolUse`), with
 * JSON on stdin. Ends with 0 (it passes, or a person is asked) or 2 (it is blocked, and stderr is
 * for the agent), and nothing else: any other code would let it pass there.
 */
export async function agentHook(
  context: Context,
  args: readonly string[] = [],
  seconds = DEADLINE_SECONDS,
): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    context.out(HELP);
    return 0;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<AgentAnswer>((resolve) => {
    timer = setTimeout(() => resolve(tooLate(seconds)), seconds * 1_000);
  });
  const answer = await Promise.race([answerTo(context), late]);
  clearTimeout(timer);
  context.out(answer.stdout);
  context.err(answer.stderr);
  return answer.code;
}

const HELP =
  'migration-gate agent-hook is what a coding agent calls before it uses a tool, with JSON\n' +
  'on stdin; nobody types it. `migration-gate init --agents` sets it up.\n';

const tooLate = (seconds: number): AgentAnswer =>
  denied(`It could not be judged within ${seconds} s.`, [
    'npx --no migration-gate verify; then the command again.',
  ]);

async function answerTo(context: Context): Promise<AgentAnswer> {
  try {
    const call = parseToolCall(await context.readInput(), context.cwd);
    if (call === null) return denied('The hook got no JSON that it knows.', [UPDATE]);
    if (call.kind === 'other') return PASSES;
    const there = { ...context, cwd: call.cwd };
    if (call.kind === 'leave-worktree') {
      const action = { kind: 'close', path: '.' } as const;
      return await answerFindings(there, [{ kind: 'verify', action, folders: [] }]);
    }
    return await answerFindings(there, findInCommand(call.line));
  } catch (error) {
    const { message, fix = UPDATE } = error as Error & { fix?: string };
    return denied(message, fix.split('\n'));
  }
}

const UPDATE = 'npm install --save-dev migration-gate@latest';

/** What goes around the gate is denied first; then the gate is asked; then a person. */
async function answerFindings(
  context: Context,
  findings: readonly Finding[],
): Promise<AgentAnswer> {
  for (const finding of findings) {
    if (finding.kind === 'deny') return denied(finding.problem, finding.instead);
  }
  const open = findings.filter(({ kind }) => kind === 'verify' || kind === 'remove');
  if (open.length > 0) {
    const { answerOfGate } = await import('./agent-judge.ts');
    const answer = await answerOfGate(context, open);
    if (answer !== null) return answer;
  }
  const reasons = findings.flatMap((one) => (one.kind === 'ask' ? [one.reason] : []));
  return reasons.length === 0 ? PASSES : asks(reasons);
}
