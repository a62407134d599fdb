// The program in a few files, from tsc's own dist/cli.js. Run by build.mjs. What hooks and `verify`
// load is one of them: starting node on some 150 small files takes twice as long. What a command
// alone needs is in files of its own. Why and how: docs/decisions.md.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** What is loaded only when it is asked for, or has files of its own beside it. */
const EXTERNAL = [
  '@clack/prompts',
  '@electric-sql/pglite',
  '@electric-sql/pglite-tools/pg_dump',
  'libpg-query',
  'pg-native',
  'simple-git',
  'squawk-cli',
];

/** The names of what is written here; of no source. */
export const MADE_HERE = /^program\d*\.(?:[a-z0-9-]+\.)?cjs(?:\.map)?$/;

/** Where the hot path begins: what they import, and so on, is one file. */
const HOT = [
  'commands/hook-commit.js',
  'commands/hook-early.js',
  'commands/hook-prepared.js',
  'commands/hook.js',
  'commands/verify.js',
  'database/server-session.js',
];

/** @param dist folder of tsc's output; its cli.js becomes program.js beside it. */
export async function bundleProgram(dist) {
  const entry = join(dist, 'cli.js');
  const first = importedBy([entry]);
  first.delete(entry);
  const hot = importedBy(HOT.map((file) => join(dist, file)));
  const isHot = (id) => hot.has(id) || /[\\/]node_modules[\\/](?:zod|dotenv|pg)/.test(id);
  const bundle = await rolldown({
    input: { program: entry },
    platform: 'node',
    external: EXTERNAL,
    plugins: [keepPlaces(dist), knowNode()],
    onLog: (level, log, handle) => handle(level === 'warn' ? 'error' : level, log),
  });
  const { output } = await bundle.write({
    dir: dist,
    entryFileNames: '[name].cjs',
    // Beside the entry, or a place that is found from a file's own would not be found.
    chunkFileNames: 'program.[name].cjs',
    format: 'cjs',
    sourcemap: true,
    minify: true,
    codeSplitting: {
      groups: [
        { name: 'first', test: (id) => first.has(id), priority: 2 },
        { name: 'hot', test: isHot, priority: 1 },
      ],
    },
  });
  await bundle.close();
  const made = new Set(output.flatMap(({ fileName }) => [fileName, `${fileName}.map`]));
  const stale = readdirSync(dist).filter((name) => MADE_HERE.test(name) && !made.has(name));
  for (const name of stale) rmSync(join(dist, name));
}

/** The files of ours that these import when they are loaded, and those that those import. */
function importedBy(files, found = new Set()) {
  for (const file of files.filter((each) => !found.has(each))) {
    found.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) [^;]*?'(\.[^']+)';$/gms,
    );
    importedBy(
      [...imports].map(([, name]) => join(dirname(file), name)),
      found,
    );
  }
  return found;
}

/** `import.meta.url` of a bundled file is the bundle's: what is found from it must stay found. */
function keepPlaces(dist) {
  const base = pathToFileURL(join(dist, '/')).href;
  return {
    name: 'keep-places',
    transform(code, id) {
      const url = pathToFileURL(id).href;
      if (!url.startsWith(base) || !code.includes('import.meta.url')) return null;
      const place = JSON.stringify(`./${url.slice(base.length)}`);
      const here = `new URL(${place}, urlOfFile(__filename)).href`;
      // On the first line, so that the source map holds.
      const imports = `import { pathToFileURL as urlOfFile } from 'node:url';`;
      return { code: imports + code.replaceAll('import.meta.url', here), map: null };
    },
  };
}

/**
 * pg finds out whether it runs at Cloudflare by making a Response, and node 20 loads all of its
 * HTTP client for one: a fifth of the time that a check takes.
 */
function knowNode() {
  const asked = 'if (isCloudflareRuntime()) {';
  return {
    name: 'know-node',
    transform(code, id) {
      if (!/[\\/]pg[\\/]lib[\\/]stream\.js$/.test(id)) return null;
      if (!code.includes(asked)) throw new Error(`${id} does not say: ${asked}`);
      return { code: code.replace(asked, 'if (false) {'), map: null };
    },
  };
}
