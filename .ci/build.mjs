// After tsc: what tsc leaves out of dist. Run by `npm run build`.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { bundleProgram, MADE_HERE } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');
const dist = join(root, 'dist');

const SCHEMAS = [
  { module: 'config/gate-config.js', name: 'gateConfigSchema', file: 'config.schema.json' },
  { module: 'commands/report-schema.js', name: 'reportSchema', file: 'report.schema.json' },
  { module: 'commands/status-report.js', name: 'statusSchema', file: 'status.schema.json' },
  {
    module: 'commands/rehearsal-report.js',
    name: 'rehearsalSchema',
    file: 'rehearsal.schema.json',
  },
];

removeStale();
copySql();
for (const schema of SCHEMAS) await writeJsonSchema(schema);
if (existsSync(join(dist, 'cli.js'))) await bundleProgram(dist);
for (const program of ['start.cjs', 'cli.js'].map((file) => join(dist, file))) {
  if (existsSync(program)) chmodSync(program, 0o755);
}

/** tsc never deletes: a source that is gone would stay in the package. */
function removeStale() {
  for (const file of filesBelow(dist)) {
    const source = join(src, file.replace(/\.(c?)js(\.map)?$/, '.$1ts'));
    const isSchema = SCHEMAS.some((schema) => file === join('schema', schema.file));
    if (!existsSync(source) && !isSchema && !MADE_HERE.test(file)) rmSync(join(dist, file));
  }
}

function copySql() {
  for (const file of filesBelow(src).filter((name) => name.endsWith('.sql'))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    copyFileSync(join(src, file), join(dist, file));
  }
}

/** The JSON Schema of what a person writes (input: what has a default may be left out). */
async function writeJsonSchema({ module, name, file }) {
  const path = join(dist, module);
  if (!existsSync(path)) return;
  const { [name]: schema } = await import(pathToFileURL(path).href);
  if (!schema) throw new Error(`${module} exports no ${name}.`);
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2);
  mkdirSync(join(dist, 'schema'), { recursive: true });
  writeFileSync(join(dist, 'schema', file), `${text}\n`);
}

/** Every file below a folder, by its path from there. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}
