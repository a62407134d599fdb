import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { planRun } from '../core/plan-run.ts';
import { htmlOfFailure, renderHtml } from '../core/render-html.ts';
import { junitOfFailure, renderJunit } from '../core/render-junit.ts';
import { markdownOfFailure, renderMarkdown } from '../core/render-markdown.ts';
import { renderVerified } from '../core/render-verified.ts';
import type { SchemaModel } from '../core/schema-model.ts';
import type { Failure, TargetPlan, Verified } from '../core/verified.ts';
import { annotateFailure, renderAnnotations, withoutCommands } from '../core/workflow-commands.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import type { Format } from './formats.ts';
import { parseFiles } from './run-job.ts';
import { summariseFiles } from './summarise-files.ts';

/**
 * Prints a verdict on stdout. With `github` its Markdown goes to the summary of the job; where
 * stdout is for a program, people read the text on stderr.
 */
export async function sayInFormat(
  context: Context,
  repository: Repository,
  verified: Verified,
  format: Format,
): Promise<void> {
  const text = renderVerified(verified);
  const safe = withSafeText(verified, context.safe);
  if (format !== 'html') return sayForCi(context, safe, format, text);
  context.err(text);
  const plans = await planTargets(safe);
  const schema = await readShownSchema(context, repository, verified);
  context.out(renderHtml(safe, { plans, schema, at: context.now() }));
}

/** What the migrations make; a sentence where that is not known, which hinders no report. */
async function readShownSchema(
  context: Context,
  repository: Repository,
  { facts }: Verified,
): Promise<SchemaModel | string> {
  if (facts === null) return 'Nothing was judged.';
  const { readSchemaModel } = await import('./make-schema.ts');
  try {
    return await readSchemaModel(context, repository, facts.candidate);
  } catch (error) {
    if (error instanceof GateError) return `${error.message}\n${error.fix}`;
    throw error;
  }
}

async function sayForCi(
  context: Context,
  verified: Verified,
  format: Format,
  text: string,
): Promise<void> {
  if (format === 'junit') {
    context.err(text);
    return context.out(renderJunit(verified));
  }
  const markdown = renderMarkdown(verified, await planTargets(verified));
  if (format === 'markdown') {
    context.err(text);
    return context.out(markdown);
  }
  context.out(renderAnnotations(verified));
  context.out(withoutCommands(text, randomUUID()));
  await summarize(context, markdown);
}

/** The same of what kept it from judging; the error itself is said on stderr, as always. */
export async function sayFailureInFormat(
  context: Context,
  failure: Failure,
  format: Format,
): Promise<void> {
  if (format === 'text') return;
  if (format === 'junit') return context.out(junitOfFailure(failure));
  if (format === 'html') return context.out(htmlOfFailure(failure));
  if (format === 'markdown') return context.out(markdownOfFailure(failure));
  context.out(annotateFailure(failure));
  await summarize(context, markdownOfFailure(failure));
}

/** Before anything is escaped: a secret is found again as it is, and not as `%25` makes it. */
function withSafeText(verified: Verified, safe: (text: string) => string): Verified {
  const { report } = verified.verdict;
  const reasons = report.reasons.map((reason) => ({
    ...reason,
    message: safe(reason.message),
    fixes: reason.fixes.map(safe),
  }));
  const targets = report.targets.map((target) => ({ ...target, detail: safe(target.detail) }));
  return {
    ...verified,
    verdict: { ...verified.verdict, report: { ...report, reasons, targets } },
  };
}

/** GitHub shows what is appended to this file. */
async function summarize(context: Context, markdown: string): Promise<void> {
  const file = context.env['GITHUB_STEP_SUMMARY'];
  if (file) await appendFile(file, context.safe(markdown));
}

/** What would run, on each target that was asked and has something pending. */
async function planTargets({ verdict, facts }: Verified): Promise<TargetPlan[]> {
  if (facts === null) return [];
  const { report } = verdict;
  const pending = report.targets.filter(({ migrations }) =>
    migrations.some(({ state }) => state === 'pending'),
  );
  if (pending.length === 0) return [];
  const parsed = await parseFiles(facts);
  const plans = pending.map(({ target }) => ({
    target,
    plan: planRun(facts, report, target, parsed),
  }));
  // A migration may be pending on several targets.
  const files = new Map(
    plans.flatMap(({ plan }) =>
      plan.run.map(({ migration: { blob }, sql }) => [blob, { blob, sql }] as const),
    ),
  );
  const summaries = await summariseFiles([...files.values()]);
  return plans.map((one) => ({ ...one, summaries }));
}
