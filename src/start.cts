#!/usr/bin/env node
// Old syntax and CommonJS alone, so that a node which cannot read the rest still says a sentence.
// The least version is that of "engines" in package.json.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// One file of all of cli.js (.ci/bundle.mjs): node starts in half the time that 200 files take.
const program = './program.js';

if (major > 20 || (major === 20 && minor >= 19)) {
  if (process.env['MIGRATION_GATE_DEBUG']) process.setSourceMapsEnabled(true);
  import(program).catch((error) => {
    const problem = String(error.message).split('\n')[0];
    say(`its installation is damaged: ${problem}`, 'npm install');
  });
} else {
  say(
    `it needs node 20.19 or newer, and this is node ${process.versions.node}.`,
    'Install a newer one from https://nodejs.org (or: nvm install --lts)\n  npm install',
  );
}

function say(problem: string, fix: string): void {
  process.stderr.write(`migration-gate: ${problem}\nWhat to type:\n  ${fix}\n`);
  process.exitCode = 2;
}
