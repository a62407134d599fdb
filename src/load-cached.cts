// What V8 compiles of the one large file is kept, so that a check takes four fifths of the time. Node
// 22 has a cache of its own (module.enableCompileCache), and it saves nothing here; node 20 has none.
// Whatever is wrong with what was kept: then it is compiled, as it always was. V8 would run what was
// damaged, so a digest stands before it.
const fs: typeof import('node:fs') = require('node:fs');
const Module: typeof import('node:module') = require('node:module');
const { dirname, join }: typeof import('node:path') = require('node:path');

type Script = import('node:vm').Script;

/** In the package itself: only who may change the program may change what was made of it. */
const FOLDER = join(__dirname, '..', '.cache');
const SUFFIX = `-${process.version}-${process.arch}`;

/** Loads a file of CommonJS into `require.cache`, so that `require` finds it there. */
exports.loadCached = (path: string): void => {
  const vm: typeof import('node:vm') = require('node:vm');
  const text = fs.readFileSync(path, 'utf8');
  // V8 itself compares versions, flags and the length of the text, and no more of it.
  const hash = digest(text).toString('hex');
  const file = join(FOLDER, `${hash}${SUFFIX}`);
  const kept = readKept(file);
  const script = new vm.Script(Module.wrap(text), {
    filename: path,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(kept === null ? {} : { cachedData: kept }),
  });
  runScript(script, path);
  if (kept !== null && script.cachedDataRejected !== true) return;
  process.on('exit', (code) => {
    // Only what went all the way has compiled all that the next one needs.
    if (code === 0) writeKept(file, script);
  });
};

function runScript(script: Script, path: string): void {
  const module = new Module(path);
  module.filename = path;
  require.cache[path] = module;
  const run = script.runInThisContext() as (...given: unknown[]) => void;
  const requireFrom = Module.createRequire(path);
  run.call(module.exports, module.exports, requireFrom, module, path, dirname(path));
  module.loaded = true;
}

const { createHash }: typeof import('node:crypto') = require('node:crypto');

const digest = (data: Buffer | string): Buffer => createHash('sha1').update(data).digest();
const DIGEST_BYTES = 20;

function readKept(file: string): Buffer | null {
  try {
    const kept = fs.readFileSync(file);
    const data = kept.subarray(DIGEST_BYTES);
    return digest(data).equals(kept.subarray(0, DIGEST_BYTES)) ? data : null;
  } catch {
    return null;
  }
}

/** A program that was installed by somebody else cannot be written to: then nothing is kept. */
function writeKept(file: string, script: Script): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    const former = fs.readdirSync(FOLDER).filter((name) => name.includes(SUFFIX));
    const data = script.createCachedData();
    fs.writeFileSync(unfinished, Buffer.concat([digest(data), data]));
    fs.renameSync(unfinished, file);
    for (const name of former) {
      if (join(FOLDER, name) !== file) fs.rmSync(join(FOLDER, name), { force: true });
    }
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}
