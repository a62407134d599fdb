import type { GateConfig } from '../config/gate-config.ts';
import { decide } from '../core/decide.ts';
import type { Facts } from '../core/facts.ts';
import type { ParsedFiles, ParsedSql } from '../core/parsed-sql.ts';
import { type Pending, planRun, type RunPlan } from '../core/plan-run.ts';
import { needsParser } from '../core/plan-script.ts';
import type { Target } from '../core/target.ts';
import { parseSql } from '../parser/parse-sql.ts';
import type { What } from './read-candidate.ts';

/** What is to run where. */
export type Run = {
  readonly what: What;
  readonly target: string;
  readonly origin: 'applied' | 'deployed';
  readonly config: GateConfig;
  readonly dryRun: boolean;
  /** Whether a person must say yes to the plan. */
  readonly confirm: boolean;
  /** Whether the database's id is written into migration-gate.json at once; see DeployOptions. */
  readonly pin: boolean;
  /** Whether a target that is switched off is passed over, not refused. */
  readonly optional: boolean;
  /** Other targets that are asked too, so that one database is never taken for two. */
  readonly beside: readonly string[];
  /** How long those may take to answer. */
  readonly besideSeconds: number;
  /** A file that pg_dump writes before anything runs. */
  readonly backup?: string;
  /** What was typed, less `--yes`, where that is another command: `ready feature`. */
  readonly within?: string;
  /** Options that were typed besides, for the command again: `--backup before.sql`. */
  readonly typed?: readonly string[];
};

/** A confirmed plan and where it runs. */
export type Job = {
  readonly run: Run;
  readonly facts: Facts;
  readonly parsed: ParsedFiles;
  readonly target: Target;
  readonly plan: RunPlan;
  readonly where: string;
};

/** The plan as the facts are; nothing of another target's own trouble keeps this one back. */
export function planOf(facts: Facts, run: Pick<Run, 'target'>, parsed: ParsedFiles): RunPlan {
  return planRun(facts, decide(facts).report, run.target, parsed);
}

/** Reads the texts of a plan with PostgreSQL's grammar, as far as that is needed. */
export async function parseFiles(facts: Facts): Promise<ParsedFiles> {
  const parsed = new Map<string, ParsedSql>();
  for (const [blob, text] of facts.contents) {
    if (needsParser(text)) parsed.set(blob, await parseSql(text));
  }
  return parsed;
}

/** Nothing is to be done. */
export const isIdle = ({ run, beginning }: RunPlan): boolean =>
  run.length === 0 && beginning === undefined;

/** A plan never grows between the confirmation and the lock. */
export function isWithin(now: readonly Pending[], before: readonly Pending[]): boolean {
  const confirmed = new Set(before.map(({ migration }) => `${migration.blob} ${migration.name}`));
  return now.every(({ migration }) => confirmed.has(`${migration.blob} ${migration.name}`));
}
