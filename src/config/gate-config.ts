import { z } from 'zod';
import { hasSecret } from '../core/holds-secret.ts';
import { ROTATE } from '../core/ways-out.ts';
import { GateError } from '../errors.ts';
import {
  fileGlobs,
  layout,
  lease,
  pathInRepository,
  protect,
  publicIp,
  targetEntry,
  targetName,
  text,
} from './config-fields.ts';
import { jsonProblem } from './json-problem.ts';
import { renderIssues } from './render-issues.ts';
import { variablesOf } from './target-variables.ts';

// A config is read once or twice: compiling a parser for it takes longer than reading it.
z.config({ jitless: true });

const level = z.enum(['off', 'warn', 'error']);

/** The keys of `migration-gate.json`; its JSON Schema is `z.toJSONSchema(…, { io: 'input' })`. */
export const gateConfigSchema = z
  .strictObject({
    $schema: z.string().optional(),
    migrations: pathInRepository.default('migrations').describe('The folder of the migrations'),
    layout: layout.default('auto'),
    ignore: fileGlobs.default([]).describe('Globs of .sql files there that are no migrations'),
    protect: protect
      .optional()
      .describe('Branch globs, or a map of glob to targets; absent: main, master, origin/HEAD'),
    targets: z.record(targetName, targetEntry).default({}),
    order: z.enum(['error', 'warn', 'allow']).default('warn'),
    baseline: pathInRepository.optional().describe('The dump that stands for all before it'),
    rebuild: z
      .strictObject({
        seed: text.optional().describe('A shell command that `apply --rebuild` runs at its end'),
      })
      .prefault({}),
    schema: pathInRepository.optional().describe('The folder of the schema documents'),
    audit: level
      .default('warn')
      .describe('What destroys data or locks tables; error: it is not deployed unacknowledged'),
    drift: z
      .strictObject({
        level: level
          .default('off')
          .describe('Whether verify compares databases with their ledgers'),
        ignore: fileGlobs.default([]).describe('Globs of objects that no migration makes'),
      })
      .prefault({}),
    debt: z.strictObject({ maxAgeDays: z.int().min(0).max(3650).default(14) }).prefault({}),
    timeoutSeconds: z.int().min(1).max(600).default(10),
    firewall: z.enum(['digitalocean', 'command', 'none']).optional(),
    lease,
    publicIp: publicIp.optional(),
    server: z.strictObject({ allowOverride: z.boolean().default(false) }).prefault({}),
  })
  .superRefine(checkTogether);

/**
 * The content of `migration-gate.json`, every default filled in. `protect`: glob -> target names
 * or `all`; absent where the caller applies the default (main, master, what origin/HEAD names).
 */
export type GateConfig = z.output<typeof gateConfigSchema>;

/**
 * @param json the text of the file
 * @param where what messages call it: `migration-gate.json`, `migration-gate.json of main`
 * @throws GateError BAD_CONFIG with the path of each bad key, never a value
 */
export function parseGateConfig(json: string, where: string): GateConfig {
  const result = gateConfigSchema.safeParse(parseJson(json.replace(/^\uFEFF/, ''), where));
  if (result.success) return result.data;
  const problem = renderIssues(result.error.issues);
  const fix = hasSecret(json) ? `Take the password or token out of ${where}.\n${ROTATE}` : '';
  throw new GateError('BAD_CONFIG', { where, problem, ...(fix === '' ? {} : { fix }) });
}

function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    // No `cause`: V8 quotes the text around the place.
    throw new GateError('BAD_CONFIG', { where, problem: jsonProblem(json, cause) });
  }
}

/** What no key alone can tell. */
function checkTogether(config: Named & Leased, context: z.RefinementCtx): void {
  checkTargetNames(config, context);
  checkLease(config, context);
}

/** The provider `command` has nothing to run without both. */
function checkLease({ firewall, lease: { open, close } }: Leased, context: z.RefinementCtx): void {
  if (firewall !== 'command' || (open !== undefined && close !== undefined)) return;
  const message = 'firewall "command" needs the commands "open" and "close" here';
  context.addIssue({ code: 'custom', path: ['lease'], message });
}

type Leased = {
  readonly firewall?: string | undefined;
  readonly lease: { readonly open?: string | undefined; readonly close?: string | undefined };
};

type Named = Pick<GateConfig, 'targets' | 'protect'>;

/** Every target a map of `protect` names is known, and no two share their variables. */
function checkTargetNames(config: Named, context: z.RefinementCtx): void {
  const known = new Set(['local', 'production', ...Object.keys(config.targets)]);
  for (const [glob, targets] of Object.entries(config.protect ?? {})) {
    if (targets === 'all' || targets.every((name) => known.has(name))) continue;
    const message = `names an unknown target; known are ${[...known].join(', ')}`;
    context.addIssue({ code: 'custom', path: ['protect', glob], message });
  }
  // DEPLOY_DATABASE_URL is production's.
  const taken = new Map([['DEPLOY_DATABASE_URL', 'deploy, which is reserved']]);
  for (const name of known) {
    const url = variablesOf(name).urls[0] ?? '';
    const other = taken.get(url);
    if (other !== undefined) {
      const message = `${url} would be the variable of ${other}, too; choose another name`;
      context.addIssue({ code: 'custom', path: ['targets', name], message });
    }
    taken.set(url, name);
  }
}
