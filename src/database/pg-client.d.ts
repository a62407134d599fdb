/**
 * The client alone: the package's main file also loads a pool, and `NODE_PG_FORCE_NATIVE` in
 * somebody's environment would make it load another driver.
 */
declare module 'pg/lib/client.js' {
  const Client: typeof import('pg').Client;
  export default Client;
}
