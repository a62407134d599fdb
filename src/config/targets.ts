import type { Connection, Target } from '../core/target.ts';
import type { TargetSettings } from './config-fields.ts';
import { parseConnection, renderLocation } from './connection.ts';
import { withDeployUrl } from './deploy-url.ts';
import type { Source } from './env-source.ts';
import type { GateConfig } from './gate-config.ts';
import { parseLocation } from './location.ts';
import { refusalOf } from './production-refusal.ts';
import { setupLines } from './setup-lines.ts';
import { variablesOf } from './target-variables.ts';
import { selectGroup, type VariableGroup } from './variable-group.ts';

/** What the configuration makes of one target. */
export type ResolvedTarget =
  | { readonly kind: 'target'; readonly target: Target }
  /** Switched off by the config (`false`), or on this machine (`LOCAL_DATABASE_URL=none`). */
  | { readonly kind: 'off'; readonly name: string }
  | { readonly kind: 'not-configured'; readonly name: string; readonly fixes: readonly string[] }
  /** Configured, and our own rules forbid to ask it: access `refused`, reason REFUSED. */
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly detail: string;
      readonly source: string;
      readonly pinnedId: string | null;
      /** A whole sentence. */
      readonly problem: string;
      readonly fixes: readonly string[];
    };

export type TargetsInput = {
  readonly config: Pick<GateConfig, 'targets'>;
  /** In order: the process, `.env` of the worktree, `.env` of the main worktree. */
  readonly sources: readonly Source[];
  readonly names: readonly string[];
  /** Root of the main worktree. */
  readonly root: string;
  /** For the commands that write: production is reached by DEPLOY_DATABASE_URL where there is one. */
  readonly forDeploy?: boolean;
};

const NO_SETTINGS: TargetSettings = { loopback: false, demo: false };

/**
 * What each named target is, in the order of the names. Nothing is asked; only a CA file that a
 * target names is read.
 * @throws GateError BAD_CONFIG for the first one that is configured wrongly
 */
export function resolveTargets(input: TargetsInput): ResolvedTarget[] {
  return input.names.map((name) => resolveTarget(name, input));
}

function resolveTarget(name: string, input: TargetsInput): ResolvedTarget {
  const settings = input.config.targets[name] ?? NO_SETTINGS;
  if (settings === false) return { kind: 'off', name };
  const group = groupOf(name, input);
  if (group === null) return { kind: 'not-configured', name, fixes: setupLines(name) };
  if (name === 'local' && isSwitchedOff(group)) return { kind: 'off', name };
  const location = parseLocation(name, group, input.root);
  const known = {
    name,
    detail: renderLocation(location),
    source: group.source.label,
    pinnedId: settings.id ?? null,
  };
  const refusal = name === 'production' ? refusalOf(location, settings, group) : null;
  if (refusal) return { kind: 'refused', ...known, ...refusal };
  const insecure = settings.tls === 'insecure-no-verify';
  const connection = parseConnection(name, location, group, insecure);
  const remarks = remarksOf(name, connection, settings);
  return { kind: 'target', target: { ...known, connection, remarks } };
}

function groupOf(name: string, { sources, forDeploy }: TargetsInput): VariableGroup | null {
  const variables = variablesOf(name);
  const group = selectGroup(sources, variables);
  if (name !== 'production' || !forDeploy) return group;
  return withDeployUrl(group, sources, variables);
}

/** `none`, as the URL or as the host. */
function isSwitchedOff({ where }: VariableGroup): boolean {
  return (where.form === 'url' ? where.url : where.host) === 'none';
}

function remarksOf(name: string, connection: Connection, settings: TargetSettings): string[] {
  // An embedded one is never pinned: its id would be wrong on every other machine.
  if (connection.kind === 'pglite') return settings.demo ? ['demo'] : [];
  const remarks: string[] = [];
  if (name === 'production' && settings.id === undefined) remarks.push('not pinned');
  if (connection.tls.mode === 'insecure-no-verify') remarks.push('TLS not verified');
  return remarks;
}
