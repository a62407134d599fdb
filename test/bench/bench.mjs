// `npm run bench`: bundles main.ts, which node 20 cannot run as it is, and starts it.
//   npm run bench                    all goals; writes docs/benchmarks.md and its charts
//   npm run bench -- --only 3,4      these goals, onto the terminal
//   npm run bench -- --repeat 0.5    half the repetitions
//   npm run bench -- --out <folder>  writes the report there
//   npm run bench -- --smoke         only whether the bench works: once, small, writes nothing
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Below node_modules, so that the bundle finds the packages that it leaves out.
const cache = join(root, 'node_modules/.cache/migration-gate-bench');
const program = join(cache, `bench-${process.pid}.mjs`);

mkdirSync(cache, { recursive: true });
try {
  await bundle();
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2), { root, cache });
} finally {
  rmSync(program, { force: true });
}

async function bundle() {
  const made = await rolldown({
    input: join(root, 'test/bench/main.ts'),
    platform: 'node',
    // Node 20 knows no `await using`.
    transform: { target: 'es2023' },
    // What `await using` becomes is rolldown's own.
    external: (id) => !/^[./]|^@oxc-project\/runtime/.test(id),
    plugins: [keepPlaces()],
  });
  await made.write({ file: program, format: 'esm', codeSplitting: false });
  await made.close();
}

/** What is found from `import.meta.url` is found from the source file, not from the bundle. */
function keepPlaces() {
  return {
    name: 'keep-places',
    transform: (code, id) =>
      code.includes('import.meta.url')
        ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        : null,
  };
}
