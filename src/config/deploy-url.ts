import type { Source } from './env-source.ts';
import type { TargetVariables } from './target-variables.ts';
import { caOf, type VariableGroup, variableValue } from './variable-group.ts';

const VARIABLE = 'DEPLOY_DATABASE_URL';

/**
 * Production's group with the connection replaced by DEPLOY_DATABASE_URL, where checking uses a
 * lesser role. CA and TLS name are the deploy URL's own source's, else production's.
 *
 * It is looked for no further than the source production is taken from: a production that the
 * process names must not be deployed to with the URL of a `.env` that means another one.
 */
export function withDeployUrl(
  production: VariableGroup | null,
  sources: readonly Source[],
  variables: TargetVariables,
): VariableGroup | null {
  const last = production ? sources.indexOf(production.source) : sources.length - 1;
  const source = sources
    .slice(0, last + 1)
    .find((each) => variableValue(each, VARIABLE) !== undefined);
  const url = source && variableValue(source, VARIABLE);
  if (source === undefined || url === undefined) return production;
  return {
    source,
    variable: VARIABLE,
    where: { form: 'url', url: url.trim() },
    // The other role's password is not this one's.
    password: undefined,
    ca: caOf(source, variables) ?? production?.ca,
    tlsHost: variableValue(source, variables.tlsHost) ?? production?.tlsHost,
  };
}
