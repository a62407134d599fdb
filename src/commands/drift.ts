import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { distrustReasons } from '../core/access-reasons.ts';
import type { Baseline } from '../core/baseline.ts';
import { describeDifference } from '../core/describe-difference.ts';
import { type Drift, hasDrift } from '../core/drift.ts';
import { waysBack } from '../core/drift-reasons.ts';
import type { TargetFacts } from '../core/facts.ts';
import { renderDrift } from '../core/render-drift.ts';
import { visibleLines } from '../core/visible.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { askTargets } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readOwnConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { readCandidate } from './read-candidate.ts';
import { readDrift } from './read-drift.ts';

export type DriftOptions = {
  /** Names of targets; absent: every one that is configured. */
  readonly target?: readonly string[];
  readonly json?: boolean;
};

/** One target with what became of it; null: there is nothing to look at. */
type Looked = { readonly target: TargetFacts; readonly drift: Drift | null };

/**
 * `drift`: each target against what its ledger promises, object by object. 1 where something
 * differs; 2 where nothing did, and it could not be told of all.
 */
export async function drift(
  context: Context,
  { target: wanted, json = false }: DriftOptions,
): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readOwnConfig(repository);
  const names = wanted?.map((name) => knownTarget(config, name)) ?? targetNames(config.targets);
  const { targets, problem } = await askTargets(context, repository, {
    config,
    names,
    pairs: [],
    secondsFor: () => config.timeoutSeconds,
    forDeploy: false,
  });
  if (problem !== null) {
    context.err(`migration-gate: ${problem.message}\nWhat to type:\n  ${problem.fix}\n`);
    return 2;
  }
  const baseline = await readBaseline(repository, config);
  const asked = { config, targets, trustFingerprint: false, baseline };
  const found = await readDrift(context, repository, asked);
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  const looked = targets.map((target) => ({
    target,
    drift: found.get(target.name) ?? whyNot(target, invoke, wanted !== undefined),
  }));
  context.out(json ? renderJson(looked) : renderText(looked, invoke));
  return exitCodeOf(looked.flatMap((each) => each.drift ?? []));
}

/** As the working tree has it, whose config this is. */
async function readBaseline(
  repository: Repository,
  config: GateConfig,
): Promise<Baseline | undefined> {
  if (config.baseline === undefined) return undefined;
  const what = repository.bare
    ? { kind: 'tree-ish' as const, name: 'HEAD' }
    : { kind: 'working-tree' as const };
  return (await readCandidate(repository, config, what)).baseline;
}

/** Why a target has not been compared; null: it is switched off, or nobody has named it. */
function whyNot(target: TargetFacts, invoke: string, isNamed: boolean): Drift | null {
  const { name, reading } = target;
  if (reading.access === 'off' || (reading.access === 'not-configured' && !isNamed)) return null;
  const [reason] = distrustReasons(target);
  const since = 'unknown' as const;
  if (reason !== undefined) {
    return { kind: 'unknown', since, problem: reason.message, fixes: reason.fixes };
  }
  return {
    kind: 'unknown',
    since,
    problem: `${name} has no ledger yet, so nothing is promised there.`,
    fixes: ['What ran there by hand is proven, and then recorded:', `${invoke} verify --evidence`],
  };
}

function exitCodeOf(drifts: readonly Drift[]): ExitCode {
  const codes = drifts.map((each): ExitCode => {
    if (each.kind !== 'unknown') return hasDrift(each) ? 1 : 0;
    return each.since === 'unknown' ? 2 : each.since === 'changed' ? 1 : 0;
  });
  if (codes.includes(1)) return 1;
  return codes.length === 0 || codes.includes(2) ? 2 : 0;
}

function renderText(looked: readonly Looked[], invoke: string): string {
  const parts = looked.map(({ target, drift: found }) =>
    found === null
      ? `${target.name.padEnd(11)} ${target.reading.access === 'off' ? 'switched off' : 'not configured'}\n`
      : renderDrift(target, found),
  );
  const fixes = looked.flatMap(({ target, drift: found }) => fixesOf(target, found, invoke));
  const lines = [...new Set(fixes.flatMap((fix) => fix.split('\n')))].map((fix) => `  ${fix}`);
  if (lines.length > 0) parts.push(`${['What to type:', ...lines].join('\n')}\n`);
  return visibleLines(parts.join('\n'));
}

function fixesOf({ name }: TargetFacts, found: Drift | null, invoke: string): readonly string[] {
  if (found === null) return [];
  if (found.kind === 'unknown') return found.fixes;
  return hasDrift(found) ? waysBack(name, { invoke }) : [];
}

function renderJson(looked: readonly Looked[]): string {
  const targets = looked.map(({ target, drift: found }) => ({
    target: target.name,
    detail: target.detail,
    ...(found === null ? { drift: target.reading.access } : toJson(found)),
  }));
  return `${JSON.stringify({ version: 1, targets }, null, 2)}\n`;
}

/** `drift`: none, some, or unknown with the problem. */
function toJson(found: Drift): Record<string, unknown> {
  if (found.kind === 'unchanged') return { drift: 'none', since: 'unchanged' };
  const { since } = found;
  if (found.kind === 'unknown') {
    return { drift: 'unknown', since, problem: found.problem, fixes: found.fixes };
  }
  const { differences, ignored, promised, unfinished } = found;
  const shown = differences.map((each) => ({ ...each, message: describeDifference(each) }));
  const word = shown.length === 0 ? 'none' : 'some';
  return { drift: word, since, differences: shown, ignored, promised, unfinished };
}
