/** A command line without the program's name, and what it is for. */
export type Example = readonly [line: string, purpose: string];

/**
 * What people type, by command; a command without an entry is a mistake
 * (test/command-line/examples.test.ts).
 */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  verify: [
    ['verify', 'Is HEAD ready?'],
    ['verify feature', 'Is that branch?'],
    ['verify --merge feature', 'And what merging it here would give?'],
    ['verify --base origin/main --json', 'In CI: what this adds to main, for a machine.'],
    ['verify --base auto --format github', 'In a GitHub workflow, with annotations.'],
    ['verify --base auto --format junit', 'In GitLab, Jenkins and others.'],
    ['verify --format html > report.html', 'A page to look at, with the schema drawn.'],
    ['verify --evidence', 'Somebody ran files by hand: what proves it?'],
  ],
  apply: [
    ['apply', 'The daily loop: what the folder has, on the local database.'],
    ['apply --dry-run', 'What would run?'],
    ['apply --rebuild', 'A file was edited after it ran: make the database anew.'],
  ],
  deploy: [
    ['deploy', 'What HEAD has and production has not.'],
    ['deploy feature --dry-run', 'What would a branch bring?'],
    ['deploy --backup before.dump', 'Let pg_dump write it down first.'],
    ['deploy --open-firewall --yes', 'From a machine that is let in only for a while.'],
  ],
  ready: [
    ['ready', 'After a refusal: apply, deploy, verify, and the git command again.'],
    ['ready feature --yes', 'Make a branch ready before it is merged.'],
  ],
  bundle: [
    ['bundle', 'One psql script of all that is pending on production.'],
    ['bundle feature --output -', 'The same of a branch, on standard output.'],
  ],
  resolve: [
    [
      'resolve 007_a.sql --applied --target local --reason "looked"',
      'It was interrupted, and all of it is there.',
    ],
    ['resolve 006_a.sql --retired --target local --reason "gone"', 'Its file is gone for good.'],
  ],
  restore: [['restore 012_hotfix.sql', 'Production has it, and no branch: write it back.']],
  adopt: [
    [
      'adopt --evident --target production --reason "ran by hand"',
      'Record what the catalog proves.',
    ],
    [
      'adopt 003_data.sql --target production --reason "ran by hand"',
      'Record one that no catalog shows.',
    ],
  ],
  baseline: [
    [
      'baseline --through 046_x.sql --target production --reason "…"',
      'The database is older than its migrations: begin with its schema.',
    ],
  ],
  drift: [
    ['drift', 'Is there what the ledgers promise, and nothing else?'],
    ['drift --target production --json', 'Of one target, for a machine.'],
  ],
  schema: [
    ['schema', 'Write the documents that migration-gate.json names a folder for.'],
    ['schema --check', 'In CI: are they as the migrations make them?'],
    ['schema feature --format md', "A branch's, on standard output."],
  ],
  overrides: [
    ['overrides', 'What went past the gate, and is still not deployed?'],
    ['overrides --share', 'Let the others see it, too.'],
  ],
  'firewall open': [['firewall open', 'Let this machine in, for an hour.']],
  'firewall close': [['firewall close', 'And out again.']],
  'firewall status': [['firewall status', 'Who is let in?']],
  init: [
    ['init', 'Install the gate in this repository.'],
    ['init --hooks', 'Arm a fresh clone (npm install does it).'],
    ['init --agents', 'And guard what coding agents run.'],
    ['init --print-role', 'SQL for a role that may check, and nothing else.'],
  ],
  doctor: [['doctor', 'Is everything in place, and how is it mended?']],
  'worktree close': [
    ['worktree close', 'Verify this worktree, and remove it.'],
    ['worktree close ../spike --discard --reason "a dead end"', 'Throw the work away.'],
  ],
  status: [
    ['status', 'Every worktree and branch at a glance.'],
    ['status --html > status.html', 'The same as a page.'],
    ['status --remote --json', 'Those that only a remote has, too; for a machine.'],
  ],
  rehearse: [
    ['rehearse', 'What would become of merging every open branch?'],
    ['rehearse --into develop --offline', 'Into another one; no database is asked.'],
  ],
  new: [
    ['new add_orders --purpose "Orders of a shop"', 'The next migration, with its header.'],
    ['new index_orders --no-transaction --edit', 'For CREATE INDEX CONCURRENTLY; open it.'],
  ],
  renumber: [['renumber 005_add_items.sql', 'Two have one number: move this one.']],
  completion: [
    ['completion bash > ~/.migration-gate.bash', 'bash: let ~/.bashrc source it.'],
    ['completion zsh > ~/.zfunc/_migration-gate', 'zsh: a folder of its fpath.'],
    ['completion fish | source', 'fish: in its config.fish.'],
  ],
};

/** As `--help` shows them. */
export function renderExamples(examples: readonly Example[]): string {
  const lines = examples.flatMap(([line, purpose]) => [
    `  # ${purpose}`,
    `  migration-gate ${line}`,
  ]);
  return `\nExamples:\n${lines.join('\n')}\n`;
}
