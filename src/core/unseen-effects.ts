/** A statement as PostgreSQL's grammar names it (parser/parse-sql.ts). */
type Statement = { readonly kind: string; readonly node: Readonly<Record<string, unknown>> };

/** What the catalog's keys (database/catalog.sql) show whole. */
const SHOWN = new Set(
  `CreateStmt CreateSchemaStmt CreateExtensionStmt CreateTableAsStmt IndexStmt ViewStmt RuleStmt
  CreateFunctionStmt AlterFunctionStmt CreateTrigStmt CreateEnumStmt AlterEnumStmt CompositeTypeStmt
  CreateDomainStmt AlterDomainStmt CreateRangeStmt CreateSeqStmt AlterSeqStmt CreatePolicyStmt
  AlterPolicyStmt CreateStatsStmt RenameStmt AlterObjectSchemaStmt`.split(/\s+/),
);

/** What leaves nothing behind that a later migration could need. */
const PASSING = new Set(
  `TransactionStmt VariableSetStmt LockStmt VacuumStmt ReindexStmt ClusterStmt CheckPointStmt
  DiscardStmt NotifyStmt ConstraintsSetStmt`.split(/\s+/),
);

/** Of ALTER TABLE, what the keys show. */
const SHOWN_CHANGES = new Set(
  `AddColumn ColumnDefault DropNotNull SetNotNull DropExpression SetExpression DropColumn
  AddConstraint ValidateConstraint DropConstraint AlterColumnType AddIdentity SetIdentity
  DropIdentity EnableTrig EnableAlwaysTrig EnableReplicaTrig DisableTrig EnableTrigAll
  DisableTrigAll EnableRule DisableRule AddInherit DropInherit AttachPartition DetachPartition
  EnableRowSecurity DisableRowSecurity ForceRowSecurity NoForceRowSecurity ReplicaIdentity
  SetRelOptions ResetRelOptions SetLogged SetUnLogged`
    .split(/\s+/)
    .map((name) => `AT_${name}`),
);

/** Of DROP and COMMENT. */
const SHOWN_OBJECTS = new Set(
  `TABLE VIEW MATVIEW INDEX SEQUENCE TYPE DOMAIN FUNCTION PROCEDURE ROUTINE AGGREGATE TRIGGER RULE
  POLICY SCHEMA EXTENSION STATISTIC_EXT FOREIGN_TABLE COLUMN`
    .split(/\s+/)
    .map((name) => `OBJECT_${name}`),
);
const COMMENTED = new Set(
  `TABLE VIEW MATVIEW INDEX SEQUENCE TYPE DOMAIN FUNCTION PROCEDURE COLUMN FOREIGN_TABLE`
    .split(/\s+/)
    .map((name) => `OBJECT_${name}`),
);

const DATA: Readonly<Record<string, string>> = {
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
  CopyStmt: 'COPY',
  TruncateStmt: 'TRUNCATE',
  RefreshMatViewStmt: 'REFRESH MATERIALIZED VIEW',
};

/**
 * Why a catalog cannot show all that these statements do, or null where it can. A migration with
 * one such statement is never proven by the others: somebody may have typed only those by hand.
 */
export function unseenEffect(statements: readonly Statement[]): string | null {
  for (const statement of statements) {
    const unseen = unseenOf(statement);
    if (unseen !== null) return unseen;
  }
  return null;
}

function unseenOf({ kind, node }: Statement): string | null {
  if (PASSING.has(kind) || SHOWN.has(kind)) return null;
  const data = DATA[kind];
  if (data !== undefined) return `it changes data (${data})`;
  if (kind === 'DoStmt' || kind === 'CallStmt') return 'it runs code (DO, CALL)';
  if (kind === 'SelectStmt') return setsOnly(node) ? null : 'it runs a query (SELECT)';
  if (kind === 'AlterTableStmt') return unseenChange(node);
  if (kind === 'DropStmt' && SHOWN_OBJECTS.has(String(node['removeType']))) return null;
  if (kind === 'CommentStmt' && COMMENTED.has(String(node['objtype']))) return null;
  if (kind === 'DefineStmt' && node['kind'] === 'OBJECT_AGGREGATE') return null;
  return `it holds a statement whose effect is not compared (${words(kind)})`;
}

/** pg_dump's `SELECT pg_catalog.set_config('search_path', '', false)`. */
function setsOnly(node: Statement['node']): boolean {
  return /"sval":"set_config"/.test(JSON.stringify(node['targetList'])) && !('fromClause' in node);
}

function unseenChange(node: Statement['node']): string | null {
  const commands = (node['cmds'] ?? []) as { AlterTableCmd?: { subtype?: string } }[];
  const hidden = commands
    .map((command) => command.AlterTableCmd?.subtype ?? '')
    .find((subtype) => !SHOWN_CHANGES.has(subtype));
  return hidden === undefined
    ? null
    : `it changes what is not compared (ALTER TABLE, ${words(hidden.replace('AT_', ''))})`;
}

/** `AlterDefaultPrivilegesStmt` → `ALTER DEFAULT PRIVILEGES` */
function words(kind: string): string {
  return kind
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
