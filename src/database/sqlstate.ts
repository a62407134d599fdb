/** The five characters of a server's error (`42P01`), or null where it is no server's error. */
export function sqlstateOf(error: unknown): string | null {
  const code = errorCode(error);
  // Every SQLSTATE has a digit, and no `EPIPE` or `EPERM` of the system has one.
  return code !== null && /^(?=.*[0-9])[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** The `code` of an error: a SQLSTATE, `ECONNREFUSED`, `CERT_HAS_EXPIRED`; null where it has none. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Whether the connection is gone with this error, so that what was sent may or may not have run. */
export function isConnectionLost(error: unknown): boolean {
  const sqlstate = sqlstateOf(error);
  return sqlstate === null || /^(08(?!P01)|57P0[1-5])/.test(sqlstate);
}
