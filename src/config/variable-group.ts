import { badVariable } from './bad-variable.ts';
import type { Source } from './env-source.ts';
import type { TargetVariables } from './target-variables.ts';

/** Where a target is, as one source's variables say it; nothing in it is checked yet. */
export type VariableGroup = {
  readonly source: Source;
  /** The variable that stands for the group in messages. */
  readonly variable: string;
  readonly where:
    | { readonly form: 'url'; readonly url: string }
    | {
        readonly form: 'parts';
        readonly host: string | undefined;
        readonly port: string | undefined;
        readonly database: string | undefined;
        readonly user: string | undefined;
      };
  /** Of a password variable; a URL's own password wins over it. */
  readonly password: string | undefined;
  /** Its source, because a file name is relative to that one's folder. */
  readonly ca: { readonly value: string; readonly source: Source } | undefined;
  readonly tlsHost: string | undefined;
};

/**
 * A target's variables are one group, taken whole from the first source that has any of them, so
 * that never the host of one place is asked with the password of another.
 *
 * What makes a group is what says where the database is: a URL, host, port, name or user. A
 * password, a CA and a TLS name alone do not: PGPASSWORD often stands in a shell for quite another
 * database, and must neither hide the `.env` nor be sent to what the `.env` names.
 * @returns null where no source has a group
 * @throws GateError BAD_CONFIG a URL beside split variables; two different passwords
 */
export function selectGroup(
  sources: readonly Source[],
  variables: TargetVariables,
): VariableGroup | null {
  const source = sources.find((candidate) => hasGroup(candidate, variables));
  return source ? groupOf(source, variables) : null;
}

/** A variable's value; an empty or blank one is as good as none. */
export function variableValue(source: Source, variable: string): string | undefined {
  const value = source.values[variable];
  return value === undefined || value.trim() === '' ? undefined : value;
}

function splitVariables(variables: TargetVariables): string[] {
  return [variables.host, variables.port, variables.database, variables.user];
}

function hasGroup(source: Source, variables: TargetVariables): boolean {
  const making = [...variables.urls, ...splitVariables(variables)];
  return making.some((variable) => variableValue(source, variable) !== undefined);
}

function groupOf(source: Source, variables: TargetVariables): VariableGroup {
  const read = (variable: string) => variableValue(source, variable);
  const urlVariable = variables.urls.find((variable) => read(variable) !== undefined);
  const url = urlVariable === undefined ? undefined : read(urlVariable);
  const shared = {
    source,
    password: passwordOf(source, variables),
    ca: caOf(source, variables),
    tlsHost: read(variables.tlsHost),
  };
  if (urlVariable !== undefined && url !== undefined) {
    refuseSplitBeside(urlVariable, source, variables);
    return { ...shared, variable: urlVariable, where: { form: 'url', url: url.trim() } };
  }
  const parts = {
    host: read(variables.host)?.trim(),
    port: read(variables.port)?.trim(),
    database: read(variables.database),
    user: read(variables.user),
  };
  const first = splitVariables(variables).find((variable) => read(variable) !== undefined);
  return { ...shared, variable: first ?? variables.host, where: { form: 'parts', ...parts } };
}

/** The CA this source names for a target. */
export function caOf(source: Source, variables: TargetVariables): VariableGroup['ca'] {
  const value = variableValue(source, variables.caCert);
  return value === undefined ? undefined : { value, source };
}

/** The own password variable counts as split; the ambient PGPASSWORD does not. */
function refuseSplitBeside(url: string, source: Source, variables: TargetVariables): void {
  const beside = [...splitVariables(variables), variables.passwords[1]].find(
    (variable) => variableValue(source, variable) !== undefined,
  );
  if (beside === undefined) return;
  throw badVariable(
    { source: source.label, variable: url },
    `stands beside ${beside}: which of them is meant?`,
    `Remove ${url} or ${beside} from ${source.label}.`,
  );
}

function passwordOf(source: Source, variables: TargetVariables): string | undefined {
  const [ambient, own] = variables.passwords;
  const first = variableValue(source, ambient);
  const second = variableValue(source, own);
  if (first !== undefined && second !== undefined && first !== second) {
    throw badVariable(
      { source: source.label, variable: ambient },
      `and ${own} differ: which of them is meant?`,
      `Remove ${ambient} or ${own} from ${source.label}.`,
    );
  }
  return first ?? second;
}
