// The program as one file: dist/program.js, from tsc's own dist/cli.js. Run by build.mjs.
// Starting node on some 150 small files takes twice as long as on one; why and how, docs/decisions.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** What is loaded only when it is asked for, or has files of its own beside it. */
const EXTERNAL = [
  '@clack/prompts',
  '@electric-sql/pglite',
  '@electric-sql/pglite-tools/pg_dump',
  'libpg-query',
  'pg-native',
  'squawk-cli',
];

/** @param dist folder of tsc's output; its cli.js becomes program.js beside it. */
export async function bundleProgram(dist) {
  const bundle = await rolldown({
    input: join(dist, 'cli.js'),
    platform: 'node',
    external: EXTERNAL,
    plugins: [keepPlaces(dist)],
    onLog: (level, log, handle) => handle(level === 'warn' ? 'error' : level, log),
  });
  await bundle.write({
    file: join(dist, 'program.js'),
    format: 'esm',
    sourcemap: true,
    minify: true,
    codeSplitting: false,
  });
  await bundle.close();
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
      return {
        code: code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`),
        map: null,
      };
    },
  };
}
