import type { ParsedStatement } from './parsed-sql.ts';

type Node = ParsedStatement['node'];

/**
 * What PostgreSQL runs in no transaction (PreventInTransactionBlock), by the statement's node. What
 * depends on more than the statement (REINDEX of a partitioned table, DROP SUBSCRIPTION with a
 * slot) the server says: 25001.
 */
const NON_TRANSACTIONAL: Readonly<Record<string, (node: Node) => string | null>> = {
  IndexStmt: (node) => (node['concurrent'] ? 'CREATE INDEX CONCURRENTLY' : null),
  DropStmt: (node) => (node['concurrent'] ? 'DROP INDEX CONCURRENTLY' : null),
  ReindexStmt: (node) => {
    if (isOn(node['params'], 'concurrently')) return 'REINDEX CONCURRENTLY';
    const many = /_(SCHEMA|SYSTEM|DATABASE)$/.test(String(node['kind']));
    return many ? 'REINDEX of more than one table' : null;
  },
  AlterTableStmt: (node) => (detaches(node) ? 'ALTER TABLE ... DETACH CONCURRENTLY' : null),
  VacuumStmt: (node) => (node['is_vacuumcmd'] ? 'VACUUM' : null),
  ClusterStmt: (node) => (node['relation'] === undefined ? 'CLUSTER of all tables' : null),
  AlterSystemStmt: () => 'ALTER SYSTEM',
  CreatedbStmt: () => 'CREATE DATABASE',
  DropdbStmt: () => 'DROP DATABASE',
  AlterDatabaseStmt: (node) =>
    has(node['options'], 'tablespace') ? 'ALTER DATABASE ... SET TABLESPACE' : null,
  CreateTableSpaceStmt: () => 'CREATE TABLESPACE',
  DropTableSpaceStmt: () => 'DROP TABLESPACE',
  CreateSubscriptionStmt: (node) =>
    isOff(node['options'], 'connect') || isOff(node['options'], 'create_slot')
      ? null
      : 'CREATE SUBSCRIPTION',
  AlterSubscriptionStmt: (node) => {
    const refreshes = /_(REFRESH|(SET|ADD|DROP)_PUBLICATION)$/.test(String(node['kind']));
    return refreshes && !isOff(node['options'], 'refresh')
      ? 'ALTER SUBSCRIPTION ... REFRESH'
      : null;
  },
  DiscardStmt: (node) => (node['target'] === 'DISCARD_ALL' ? 'DISCARD ALL' : null),
  TransactionStmt: (node) =>
    /_(COMMIT|ROLLBACK)_PREPARED$/.test(String(node['kind']))
      ? 'COMMIT or ROLLBACK PREPARED'
      : null,
};

/** The name of a statement that cannot run in a transaction; null: this one can. */
export function nonTransactional({ kind, node }: ParsedStatement): string | null {
  return NON_TRANSACTIONAL[kind]?.(node) ?? null;
}

/** Whether it waits, as its name says, until other transactions have ended, and bars nobody. */
export function waitsForOthers({ kind, node }: ParsedStatement): boolean {
  if (kind === 'IndexStmt' || kind === 'DropStmt') return node['concurrent'] === true;
  if (kind === 'ReindexStmt') return isOn(node['params'], 'concurrently');
  return kind === 'AlterTableStmt' && detaches(node);
}

/** The parse tree's lists hold `{ DefElem: { defname: 'connect', arg: … } }`. */
function element(list: unknown, name: string): Record<string, unknown> | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.map((item) => item?.DefElem).find((each) => each?.defname === name);
}

const has = (list: unknown, name: string): boolean => element(list, name) !== undefined;

/** An option is on where it stands alone, and off by any of the words for it. */
function isOff(list: unknown, name: string): boolean {
  const arg = element(list, name)?.['arg'];
  // { String: { sval: 'false' } }, { Integer: {} } for 0, { Boolean: {} }
  return arg !== undefined && /"(false|off|no|0)"|:\{\}\}$/i.test(JSON.stringify(arg));
}

const isOn = (list: unknown, name: string): boolean => has(list, name) && !isOff(list, name);

function detaches(node: Node): boolean {
  const commands = Array.isArray(node['cmds']) ? node['cmds'] : [];
  return commands.some((each) => each?.AlterTableCmd?.def?.PartitionCmd?.concurrent === true);
}
