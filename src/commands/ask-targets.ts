import { secretsOf } from '../config/connection.ts';
import type { GateConfig } from '../config/gate-config.ts';
import { type ResolvedTarget, resolveTargets } from '../config/targets.ts';
import { titleOf } from '../core/access-reasons.ts';
import type { Problem, TargetFacts } from '../core/facts.ts';
import type { Pair } from '../core/migration.ts';
import type { Target } from '../core/target.ts';
import { type Detail, readTarget } from '../database/read-target.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { readSources } from './read-sources.ts';

/** Which targets to ask, and what about. */
export type Question = {
  readonly config: GateConfig;
  readonly names: readonly string[];
  /** The candidate's migrations; while they are still read, the connections are made. */
  readonly pairs: readonly Pair[] | Promise<readonly Pair[]>;
  /** How long a target may take to answer. */
  readonly secondsFor: (name: string) => number;
  readonly forDeploy: boolean;
  /** Whether the report shows who applied what, and when. */
  readonly detail?: Detail;
};

type Asked = { targets: TargetFacts[]; problem: Problem | null };

export type AskTargets = typeof askTargets;

/** The same, but one question is asked once: a push may move several branches to one commit. */
export function askingOnce(): AskTargets {
  const asked = new Map<string, Promise<Asked>>();
  return async (context, repository, question) => {
    const { config, names, forDeploy } = question;
    const pairs = await question.pairs;
    const seconds = names.map(question.secondsFor);
    const key = JSON.stringify([config, names, seconds, pairs, forDeploy, question.detail]);
    const answer = asked.get(key) ?? askTargets(context, repository, question);
    asked.set(key, answer);
    return answer;
  };
}

/** Asks all targets at the same time; what keeps them all from being asked is a `problem`. */
export async function askTargets(
  context: Context,
  repository: Repository,
  question: Question,
): Promise<Asked> {
  try {
    const sources = await readSources(context, repository);
    const resolved = resolveTargets({
      config: question.config,
      sources,
      names: question.names,
      root: repository.mainRoot,
      forDeploy: question.forDeploy,
    });
    const ask = resolved.map((target) => askTarget(context, target, question));
    return { targets: await Promise.all(ask), problem: null };
  } catch (error) {
    return { targets: [], problem: problemOf(error) };
  }
}

/** The connection of one target; by default that of the commands that write to it. */
export async function resolveTarget(
  context: Context,
  repository: Repository,
  config: GateConfig,
  name: string,
  forDeploy = true,
): Promise<Target> {
  const [resolved] = resolveTargets({
    config,
    sources: await readSources(context, repository),
    names: [name],
    root: repository.mainRoot,
    forDeploy,
  });
  if (resolved?.kind === 'target') {
    context.hide(secretsOf(resolved.target.connection));
    return resolved.target;
  }
  if (resolved?.kind === 'refused') {
    throw new GateError('BAD_CONFIG', {
      where: resolved.source,
      problem: resolved.problem,
      fix: resolved.fixes.join('\n'),
    });
  }
  if (resolved?.kind === 'not-configured') {
    const title = titleOf(name);
    throw new GateError('NOT_CONFIGURED', { title, fix: resolved.fixes.join('\n') });
  }
  throw new GateError('BAD_USAGE', {
    problem: `${name} is switched off; nothing can run there.`,
    fix: `Set its variables in .env, or take "${name}": false out of migration-gate.json.`,
  });
}

async function askTarget(
  context: Context,
  resolved: ResolvedTarget,
  { pairs, secondsFor, detail: wanted }: Question,
): Promise<TargetFacts> {
  if (resolved.kind === 'off') return unasked(resolved.name, { access: 'off' });
  if (resolved.kind === 'not-configured') {
    return unasked(resolved.name, { access: 'not-configured', fixes: resolved.fixes });
  }
  if (resolved.kind === 'refused') {
    const { name, detail, source, pinnedId, problem, fixes } = resolved;
    return {
      name,
      detail,
      source,
      pinnedId,
      remarks: [],
      reading: { access: 'refused', problem, fixes },
    };
  }
  const { connection, name, detail, source, remarks, pinnedId } = resolved.target;
  context.hide(secretsOf(connection));
  const reading = await readTarget(resolved.target, pairs, secondsFor(name), wanted);
  return { name, detail, source, remarks, pinnedId, reading };
}

function unasked(name: string, reading: TargetFacts['reading']): TargetFacts {
  return { name, detail: '', source: '', remarks: [], pinnedId: null, reading };
}

function problemOf(error: unknown): Problem {
  if (error instanceof GateError && (error.code === 'ENV_TRACKED' || error.code === 'BAD_CONFIG')) {
    return { code: error.code, message: error.message, fix: error.fix };
  }
  throw error;
}
