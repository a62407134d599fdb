import { urlVariables, variablePrefix } from '../core/variable-prefix.ts';

/** The variables that describe one target; together they are its group. */
export type TargetVariables = {
  /** One of them has the whole connection; an earlier one wins. */
  readonly urls: readonly string[];
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** The first is libpq's own, which may stand in a shell for quite another database. */
  readonly passwords: readonly [ambient: string, own: string];
  readonly caCert: string;
  readonly tlsHost: string;
};

/** The variables of a target: `production`, `local`, or a further one (`eu-west`: EU_WEST_…). */
export function variablesOf(target: string): TargetVariables {
  const prefix = variablePrefix(target);
  return {
    urls: urlVariables(target),
    host: `${prefix}DATABASE_HOST`,
    port: `${prefix}DATABASE_PORT`,
    database: `${prefix}DATABASE_NAME`,
    user: `${prefix}DATABASE_USER`,
    passwords: [`${prefix}PGPASSWORD`, `${prefix}DATABASE_PASSWORD`],
    caCert: `${prefix}DATABASE_CA_CERT`,
    tlsHost: `${prefix}DATABASE_TLS_HOST`,
  };
}

/** The names of all targets, in the order of every report: local, production, then the config's. */
export function targetNames(targets: Readonly<Record<string, unknown>>): string[] {
  return [...new Set(['local', 'production', ...Object.keys(targets)])];
}
