import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { LintMessage } from '../core/lint-findings.ts';
import type { LintAnswer } from '../core/make-audit.ts';

export type SquawkRun = {
  readonly program: string;
  readonly texts: readonly string[];
  /** The text of `.squawk.toml`; '' where there is none. */
  readonly config: string;
  readonly timeoutSeconds: number;
};

/**
 * Asks squawk about these texts, in one process: in a private folder of its own, under names of our
 * own (it takes a path for a pattern), without our environment, and bounded in time. Whatever is no
 * answer is `failed`, and never "no findings".
 */
export async function runSquawk(run: SquawkRun): Promise<LintAnswer> {
  // At once: of a thousand small files each would cost more as a promise than as a file.
  const folder = mkdtempSync(join(tmpdir(), 'migration-gate-audit-'));
  try {
    write(folder, '.squawk.toml', run.config);
    const names = run.texts.map((_, i) => `${i}.sql`);
    for (const [i, name] of names.entries()) write(folder, name, run.texts[i] ?? '');
    return parseAnswer(await ask(folder, run, names), run);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const write = (folder: string, name: string, text: string): void =>
  writeFileSync(join(folder, name), text, { mode: 0o600 });

type Output = {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: 'by-itself' | 'late' | 'not-started' | 'killed';
};

function ask(folder: string, run: SquawkRun, names: readonly string[]): Promise<Output> {
  const settings = ['--config', '.squawk.toml', '--reporter', 'json', '--assume-in-transaction'];
  const options = {
    cwd: folder,
    env: {},
    timeout: run.timeoutSeconds * 1000,
    killSignal: 'SIGKILL' as const,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile(run.program, [...settings, ...names], options, (error, stdout, stderr) => {
      resolve({ stdout, stderr, ended: howItEnded(error) });
    });
  });
}

/** `{ code: 1 }`: it has findings; `{ code: 'ENOENT' }`; `{ killed: true }` by our timeout. */
function howItEnded(error: { code?: unknown; killed?: boolean } | null): Output['ended'] {
  if (error === null || typeof error.code === 'number') return 'by-itself';
  if (error.killed) return 'late';
  return typeof error.code === 'string' ? 'not-started' : 'killed';
}

const messages = z.array(
  z.object({
    file: z.string().regex(/^\d+\.sql$/),
    line: z.int().min(0),
    column: z.int().min(0),
    message: z.string(),
    rule_name: z.string(),
  }),
);

/** `[{"file":"0.sql","line":2,"column":0,"level":"Warning","message":"…","rule_name":"…"}]` */
function parseAnswer({ stdout, stderr, ended }: Output, run: SquawkRun): LintAnswer {
  if (ended === 'late') return failed(`squawk gave no answer within ${run.timeoutSeconds} s.`);
  if (ended === 'not-started') return failed('squawk could not be started.');
  const said = messages.safeParse(parseJson(stdout));
  if (ended === 'by-itself' && said.success) {
    return { kind: 'answered', messages: said.data.map(toMessage) };
  }
  // Configuration error: unknown variant `no-such-rule`, expected …
  const [line = ''] = stderr.split('\n').filter((text) => text.trim() !== '');
  const why = line === '' ? 'it gave no answer' : line.slice(0, 200);
  return failed(`squawk failed: ${why}`);
}

const failed = (problem: string): LintAnswer => ({ kind: 'failed', problem });

function toMessage(one: z.output<typeof messages>[number]): LintMessage {
  const { line, column, message, rule_name: rule } = one;
  return { file: Number.parseInt(one.file, 10), line, column, rule, message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
