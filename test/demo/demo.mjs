// The main job, as a user sees it: a scratch repository with a linked worktree and a pending
// migration, on embedded databases. Every line shown below a `$` is what the command printed.
// `--write` puts the transcript into README.md, between its markers.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const project = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'migration-gate-demo-'));
const shop = join(scratch, 'shop');
const transcript = [];

function say(text) {
  transcript.push(text);
  process.stdout.write(`${text}\n`);
}

/** The scratch folder has a random name; a transcript should not. */
const tidy = (text) => text.replaceAll(scratch, '~').trimEnd();

/** Runs a command as typed, shows it and its real output, and insists on its exit code. */
function type(command, { code = 0, quiet = false } = {}) {
  const result = spawnSync('sh', ['-c', `${command} 2>&1`], {
    cwd: shop,
    env: cleanEnvironment(),
    encoding: 'utf8',
  });
  if (!quiet) say(`$ ${command}\n${tidy(result.stdout)}`.trimEnd());
  if (result.status !== code) {
    throw new Error(`${command}: exit ${result.status}, not ${code}\n${result.stdout}`);
  }
}

/** Nothing of the caller's own git, databases or CI. */
function cleanEnvironment() {
  const kept = ['PATH', 'LANG', 'TERM', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'npm_config_cache'];
  const env = Object.fromEntries(
    kept.flatMap((k) => (process.env[k] ? [[k, process.env[k]]] : [])),
  );
  return {
    ...env,
    HOME: scratch,
    NO_COLOR: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
    npm_config_update_notifier: 'false',
  };
}

function migration(folder, name, purpose, sql) {
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  const header = `-- Migration: ${name}\n-- Date: 2026-11-23\n-- Purpose: ${purpose}\n-- Part of: demo\n\n`;
  writeFileSync(join(folder, 'migrations', name), `${header}${sql}\n`);
}

/** What `npm install --save-dev migration-gate` would leave, without the download. */
function installPackage() {
  mkdirSync(join(shop, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(project, join(shop, 'node_modules', 'migration-gate'), 'dir');
  symlinkSync(
    '../migration-gate/dist/start.cjs',
    join(shop, 'node_modules', '.bin', 'migration-gate'),
  );
  writeFileSync(join(shop, 'package.json'), '{ "name": "shop", "private": true }\n');
  writeFileSync(join(shop, '.gitignore'), 'node_modules/\n.pglite/\n');
}

/** Two empty embedded databases: making one takes seconds, so the second is a copy of the first. */
async function createDatabases() {
  const [local, production] = ['local', 'production'].map((name) => join(shop, '.pglite', name));
  mkdirSync(dirname(local), { recursive: true });
  await (await PGlite.create(local)).close();
  cpSync(local, production, { recursive: true });
}

async function prepareShop() {
  mkdirSync(shop);
  await createDatabases();
  type('git init --quiet --initial-branch=main', { quiet: true });
  installPackage();
  migration(
    shop,
    '001_create_customers.sql',
    'who buys',
    'CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);',
  );
  type('npx --no migration-gate init --yes', { quiet: true });
  const config = JSON.parse(readFileSync(join(shop, 'migration-gate.json'), 'utf8'));
  config.targets = { production: { demo: true } };
  writeFileSync(join(shop, 'migration-gate.json'), `${JSON.stringify(config, null, 2)}\n`);
  writeFileSync(
    join(shop, '.env'),
    'LOCAL_DATABASE_URL=pglite:.pglite/local\nDATABASE_URL=pglite:.pglite/production\n',
  );
  type('npx --no migration-gate apply', { quiet: true });
  type('git add --all && git commit --quiet --message "Shop"', { quiet: true });
  type('npx --no migration-gate deploy --yes', { quiet: true });
}

function show() {
  say('# Ann works on orders in a worktree of its own, and writes a migration there.');
  type('git worktree add --quiet -b orders ../orders');
  migration(
    join(scratch, 'orders'),
    '002_create_orders.sql',
    'what they buy',
    'CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customers);',
  );
  type('git -C ../orders add migrations && git -C ../orders commit --quiet --message "Orders"');
  say('\n# Merging it is refused: its table is not in production yet.');
  type('git merge orders', { code: 128 });
  say('\n# The two commands that the refusal names.');
  type('npx --no migration-gate apply orders');
  type('npx --no migration-gate deploy orders --yes');
  say('\n# The same merge passes, and the worktree closes.');
  type('git merge orders');
  type('npx --no migration-gate worktree close ../orders');
}

try {
  const started = Date.now();
  process.stdout.write('Preparing a scratch repository with two embedded databases ...\n\n');
  await prepareShop();
  show();
  process.stdout.write(
    `\nDone in ${Math.round((Date.now() - started) / 1000)} s; nothing is left behind.\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (process.argv.includes('--write')) {
  const readme = join(project, 'README.md');
  const text = readFileSync(readme, 'utf8');
  const [start, end] = ['<!-- transcript:start -->', '<!-- transcript:end -->'];
  const before = text.slice(0, text.indexOf(start) + start.length);
  const after = text.slice(text.indexOf(end));
  writeFileSync(readme, `${before}\n\`\`\`console\n${transcript.join('\n')}\n\`\`\`\n${after}`);
}
