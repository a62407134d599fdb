import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import type { Audit, AuditedFile } from '../core/audit.ts';
import { decide } from '../core/decide.ts';
import type { Facts } from '../core/facts.ts';
import { mayDestroy } from '../core/find-destructive.ts';
import { type LintAnswer, makeAudit, migrationsToAudit } from '../core/make-audit.ts';
import type { ParsedSql } from '../core/parsed-sql.ts';
import { GateError } from '../errors.ts';
import { readFileAt } from '../git/read-blobs.ts';
import type { Repository } from '../git/repository.ts';
import { parseSql } from '../parser/parse-sql.ts';
import { findSquawk } from '../squawk/find-squawk.ts';
import { runSquawk } from '../squawk/run-squawk.ts';

/** Whose word counts: the policy's, as with all of migration-gate.json (contract 4). */
export type AuditPolicy = {
  readonly config: Pick<GateConfig, 'audit'>;
  /** The commit or tree whose `.squawk.toml` counts; absent: the working tree's. */
  readonly policyAt?: string;
};

/** squawk takes milliseconds; one that takes this long is stuck. */
const SQUAWK_SECONDS = 5;

/**
 * Audits what is pending, and nothing else: where nothing is, neither the parser nor squawk starts.
 * null: there was nothing to audit, or the config says off.
 */
export async function readAudit(
  repository: Repository,
  policy: AuditPolicy,
  facts: Facts,
): Promise<Audit | null> {
  const level = policy.config.audit;
  if (level === 'off') return null;
  const open = migrationsToAudit(facts, decide(facts).report);
  if (open.length === 0) return null;
  const config = await readSquawkConfig(repository, policy.policyAt);
  const lint = await askSquawk(open, config ?? '');
  const audit = (files: readonly AuditedFile[]): Audit =>
    makeAudit(level, files, lint, config !== null);
  const unread = audit(open.map((file) => ({ ...file, parsed: UNREAD })));
  if (unread.findings.length === 0 && !open.some(({ sql }) => mayDestroy(sql))) return unread;
  const files: AuditedFile[] = [];
  for (const file of open) files.push({ ...file, parsed: await parseOrSay(file.sql) });
  return audit(files);
}

const UNREAD: ParsedSql = { kind: 'statements', statements: [] };

/** A text on which the grammar itself gives up (too deep, too long) is one that was not audited. */
async function parseOrSay(sql: string): Promise<ParsedSql> {
  try {
    return await parseSql(sql);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'syntax-error', message, position: null };
  }
}

async function askSquawk(
  files: readonly { readonly sql: string }[],
  config: string,
): Promise<LintAnswer> {
  const squawk = findSquawk();
  if (squawk.kind === 'absent') return squawk;
  if (squawk.kind === 'broken') return { kind: 'failed', problem: squawk.problem };
  return runSquawk({
    program: squawk.program,
    texts: files.map(({ sql }) => sql),
    config,
    timeoutSeconds: SQUAWK_SECONDS,
  });
}

const SQUAWK_CONFIG = '.squawk.toml';

async function readSquawkConfig(
  { git, root, bare }: Repository,
  policyAt: string | undefined,
): Promise<string | null> {
  const tree = policyAt ?? (bare ? 'HEAD' : null);
  if (tree !== null) return readFileAt(git, tree, SQUAWK_CONFIG);
  return readFile(join(root, SQUAWK_CONFIG), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return null;
    const problem = `cannot be read (${error.code})`;
    throw new GateError('BAD_CONFIG', { where: SQUAWK_CONFIG, problem }, { cause: error });
  });
}
