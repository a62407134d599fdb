import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';

type Step = {
  readonly id: string;
  readonly run: string;
  readonly shell: string;
  readonly env: Record<string, string>;
};
type Action = {
  readonly inputs: Record<string, { readonly default?: string }>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

export const ACTION = parse(readFileSync(join(PACKAGE_ROOT, 'action.yml'), 'utf8')) as Action;

/** What a run of the action gave. */
export type Ran = {
  readonly result: Result;
  /** The outputs of the step that verifies. */
  readonly outputs: Record<string, string>;
  readonly summary: string;
};

/** The values of `${{ … }}`, by their name: `inputs.base`, `github.repository`. */
type Values = Record<string, string>;

/**
 * Runs steps of the action as the runner does: each `run` in a file of its own, by the bash that
 * `shell: bash` is, with the files that GITHUB_* name. Stops at the first step that fails.
 */
export async function runAction(
  job: Repository,
  inputs: Record<string, string> = {},
  ids = ['tool', 'verify'],
  more: Values = {},
): Promise<Ran> {
  const values: Values = { ...more };
  for (const [name, { default: otherwise = '' }] of Object.entries(ACTION.inputs)) {
    values[`inputs.${name}`] = inputs[name] ?? otherwise;
  }
  let result: Result = { code: 0, stdout: '', stderr: '' };
  for (const step of ACTION.runs.steps.filter(({ id }) => ids.includes(id))) {
    result = await runStep(job, step, values);
    const outputs = outputsOf(job);
    for (const [name, value] of Object.entries(outputs)) {
      values[`steps.${step.id}.outputs.${name}`] = value;
    }
    if (result.code !== 0) break;
  }
  const summary = readFileSync(job.env['GITHUB_STEP_SUMMARY'] ?? '', 'utf8');
  return { result, outputs: outputsOf(job), summary };
}

async function runStep(job: Repository, step: Step, values: Values): Promise<Result> {
  if (step.shell !== 'bash') throw new Error(`Not tried here: shell: ${step.shell}`);
  const file = join(job.env['RUNNER_TEMP'] ?? '', `${step.id}.sh`);
  writeFileSync(file, step.run);
  const env = Object.entries(step.env).map(([name, text]) => [name, evaluate(text, values)]);
  const command = ['--noprofile', '--norc', '-e', '-o', 'pipefail', file];
  return job.with(Object.fromEntries(env)).run('bash', command);
}

function evaluate(text: string, values: Values): string {
  return text.replaceAll(/\$\{\{\s*([^}]+?)\s*\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The test has no value of ${name}.`);
    return value;
  });
}

/** `status=passed`, a line each. */
function outputsOf(job: Repository): Record<string, string> {
  const lines = readFileSync(job.env['GITHUB_OUTPUT'] ?? '', 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => line !== '').map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}
