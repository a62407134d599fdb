#!/usr/bin/env node
// Old syntax and CommonJS alone, so that a node which cannot read the rest still says a sentence.
// The least version is that of "engines" in package.json.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** All of cli.js in a few files (.ci/bundle.mjs): node starts in half the time that 200 take. */
function load(): void {
  const [command] = process.argv.slice(2);
  if (process.env['MIGRATION_GATE_DEBUG']) process.setSourceMapsEnabled(true);
  else if (command === 'hook' || command === 'verify') {
    require('./load-cached.cjs').loadCached(`${__dirname}/program.hot.cjs`);
  }
  require(`${__dirname}/program.cjs`);
}

if (major > 20 || (major === 20 && minor >= 19)) {
  try {
    load();
  } catch (error) {
    const problem = String((error as Error).message).split('\n')[0];
    say(`its installation is damaged: ${problem}`, 'npm install');
  }
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
