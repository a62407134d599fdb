/**
 * What a psql script is made of, so that psql reads what we mean whatever a text holds. psql looks
 * for `:name`, for backslashes and for semicolons everywhere but inside quotes; a dollar quote with
 * a tag that the text has not passes through it byte by byte.
 */
export function dollarQuote(text: string): string {
  let tag = '$mg$';
  for (let n = 1; text.includes(tag) || `${text}$`.endsWith(tag); n += 1) tag = `$mg${n}$`;
  return `${tag}${text}${tag}`;
}

/** A string that means the same whatever standard_conforming_strings says. */
export function quote(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** The argument of a meta-command such as `\echo`: in psql's own quotes a backslash escapes. */
export function quoteArgument(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/**
 * Stops psql, with exit code 3, where a query finds something: it gives psql a statement to run
 * that fails with the message, and else none.
 * @param message a SQL expression
 * @param from everything from WHERE or FROM on
 */
export function stopWhere(message: string, from: string): string {
  return `SELECT pg_catalog.format('DO %L', pg_catalog.format(
    'BEGIN RAISE EXCEPTION USING MESSAGE = %L; END', 'migration-gate: ' || ${message}))
  ${from} \\gexec`;
}
