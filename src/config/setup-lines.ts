import { variablesOf } from './target-variables.ts';

/**
 * The lines to write to `.env` where a target is not configured, ready to be pasted: the split
 * form for production (no percent-encoding to think of), one URL for the others.
 */
export function setupLines(target: string): string[] {
  const names = variablesOf(target);
  const url = names.urls.at(-1) ?? '';
  if (target === 'production') {
    return [
      `${names.host}=<host>`,
      `${names.port}=5432`,
      `${names.database}=<database>`,
      `${names.user}=<user>`,
      `${names.passwords[0]}='<password>'`,
    ];
  }
  const line = `${url}='postgres://<user>:<password>@<host>:5432/<database>'`;
  return target === 'local'
    ? [line, `# or, where there is no local database: ${url}=none`]
    : [line];
}
