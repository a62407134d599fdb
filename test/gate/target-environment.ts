import type { Gated } from './gated-repository.ts';

/**
 * The two databases as variables of the process: they win over `.env`, so that tests which differ
 * in them alone can share a repository.
 */
export function environmentOf({
  local,
  production,
}: Omit<Gated, 'repository'>): Record<string, string> {
  return {
    LOCAL_DATABASE_URL: local.url,
    DATABASE_URL: production.url,
    DATABASE_CA_CERT: production.server.caFile ?? '',
  };
}
