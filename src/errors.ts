/** What an error needs to say about its own case; never a secret. */
type Facts = Record<string, string>;
type Text = { message: string; fix: string };

/**
 * Everything that keeps the tool from running, as sentences. A block is no error: it is a verdict
 * and is returned (see core/decide.ts). A code without a fix does not compile.
 */
const TEXTS = {
  BAD_USAGE: (f) => ({ message: f.problem ?? 'Bad usage.', fix: f.fix ?? 'migration-gate --help' }),
  NOT_A_REPOSITORY: (f) => ({
    message: `${f.folder} is not inside a git repository.`,
    fix: 'Run it inside a repository, or `git init` first.',
  }),
  GIT_FAILED: (f) => ({
    message: `git ${f.command} failed: ${f.problem}`,
    fix: f.fix ?? 'Run that git command by hand to see the whole of what it says.',
  }),
  UNKNOWN_REVISION: (f) => ({
    message: `${f.what} is not a commit or tree of this repository.`,
    fix: 'Name a branch, a tag, a commit or a tree that `git rev-parse` knows.',
  }),
  MISSING_OBJECT: (f) => ({
    message: `Object ${f.object} is not in this clone (shallow or partial).`,
    fix: 'git fetch --unshallow\nIn a partial clone: git fetch --refetch --no-filter',
  }),
  SHALLOW_CLONE: (f) => ({
    message: `This clone is shallow, without ${f.what}.`,
    fix: f.fix ?? 'git fetch --unshallow',
  }),
  BAD_CONFIG: (f) => ({
    message: `${f.where}: ${f.problem}`,
    fix: f.fix ?? `Correct ${f.where}.`,
  }),
  NOT_CONFIGURED: (f) => ({
    message: `${f.title} configuration not found`,
    fix: f.fix ?? 'Write its variables into .env; .env.example shows them.',
  }),
  ENV_TRACKED: (f) => ({
    message: `${f.file} is tracked by git, with its secrets; it is not read.`,
    fix: `git -C ${f.folder} rm --cached .env\nThen add it to .gitignore, and rotate every password and token in it:\nwhoever has a clone has them, and git keeps them in its history.`,
  }),
  PEER_MISSING: (f) => ({
    message: `${f.purpose} needs ${f.peer}.`,
    fix: `npm install --save-dev ${f.peer}`,
  }),
  NEEDS_CONFIRMATION: (f) => ({
    message: `${f.action} needs a confirmation, and there is no terminal to ask on.`,
    fix: f.fix ?? 'Repeat the command with --yes.',
  }),
  EMBEDDED_BUSY: (f) => ({
    message: `The embedded database ${f.folder} is in use by process ${f.holder}.`,
    fix: `Wait for that process. If none is running: rm '${f.lock}'`,
  }),
  FIREWALL: (f) => ({
    message: f.problem ?? 'The firewall could not be changed.',
    fix: f.fix ?? 'migration-gate firewall status',
  }),
  TRANSACTION_POOLER: () => ({
    message:
      'This goes through a pooler in transaction mode (pgbouncer).\n' +
      'A deployment would lose its lock there, and its settings.',
    fix: 'Name the database itself in .env (for production: DEPLOY_DATABASE_URL).',
  }),
  LEDGER_NEWER: (f) => ({
    message: `The ledger has format ${f.version}; this version knows formats up to ${f.known}.`,
    fix: 'npm install --save-dev migration-gate@latest',
  }),
  FILE_FAILED: (f) => ({
    message: `${f.path} cannot be used: ${f.problem}.`,
    fix: f.fix ?? 'Mend that, and repeat.',
  }),
  INTERNAL: (f) => ({
    message: `This should not happen: ${f.problem}`,
    fix: 'Repeat it with MIGRATION_GATE_DEBUG=1 and report what it prints.',
  }),
} satisfies Record<string, (facts: Facts) => Text>;

export type ErrorCode = keyof typeof TEXTS;

/** The one error class: a code of the table above, its sentence, and what to type. */
export class GateError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;

  constructor(code: ErrorCode, facts: Facts = {}, options?: ErrorOptions) {
    const text: Text = TEXTS[code](facts);
    super(text.message, options);
    this.name = 'GateError';
    this.code = code;
    this.fix = text.fix;
  }
}
