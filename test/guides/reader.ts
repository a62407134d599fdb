import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FreshDatabase } from '../support/postgres.ts';
import { PACKAGE_ROOT, type Repository } from '../support/repository.ts';

/** Who follows a guide: a clone, two databases, and the machine that these are on. */
export type Reader = {
  readonly repository: Repository;
  readonly local: FreshDatabase;
  readonly production: FreshDatabase;
  /** What the guide calls something, and what it is here. */
  readonly words: readonly (readonly [inGuide: string, here: string])[];
  readonly env: Record<string, string>;
};

const LOCAL = 'localhost:5432/shop_dev';
const PRODUCTION = 'db.example.com:5432/shop';

type Made = Pick<Reader, 'repository' | 'local' | 'production'>;

/** @param more words and environment of one guide: its words go first, its PATH last */
export function readerOf(made: Made, more: Partial<Reader> = {}): Reader {
  const { repository, local, production } = made;
  const root = dirname(repository.path);
  const { PATH: also = '', ...env } = more.env ?? {};
  const bin = join(root, 'bin');
  writePrograms(bin, repository.env['PATH'] ?? '');
  const at = ({ server, name }: FreshDatabase): string => `${server.host}:${server.port}/${name}`;
  return {
    repository,
    local,
    production,
    env: { ...repository.env, ...env, PATH: `${bin}:${repository.env['PATH']}:${also}` },
    words: [
      ...(more.words ?? []),
      [`postgresql://me:secret@${LOCAL}`, local.url],
      [`postgresql://me:secret@${PRODUCTION}`, production.url],
      [LOCAL, at(local)],
      [PRODUCTION, at(production)],
      ['~/shop', repository.path],
      ['../shop', `../${basename(repository.path)}`],
      ['~', root],
    ],
  };
}

/**
 * `npm install` and `npm ci` without a network: they put the package that is built here where npm
 * would. npx is the real one the first time, and then only finds the program as npx does: the real
 * one takes half a second each time.
 */
function writePrograms(bin: string, path: string): void {
  const npm = `#!/bin/sh
mkdir -p node_modules/.bin
ln -sfn '${PACKAGE_ROOT}' node_modules/migration-gate
ln -sf ../migration-gate/dist/start.cjs node_modules/.bin/migration-gate
`;
  const npx = `#!/bin/sh
if [ ! -e '${bin}/npx-ran' ]; then
  : >'${bin}/npx-ran'
  PATH='${path}' exec npx "$@"
fi
folder=$PWD
while :; do
  case $1 in
    --no) shift ;;
    --prefix) folder=$2; shift 2 ;;
    *) break ;;
  esac
done
program=$1
shift
while [ ! -x "$folder/node_modules/.bin/$program" ]; do
  [ -n "$folder" ] || { echo "npx: $program is not installed" >&2; exit 127; }
  folder=\${folder%/*}
done
exec "$folder/node_modules/.bin/$program" "$@"
`;
  writeProgram(bin, 'npm', npm);
  writeProgram(bin, 'npx', npx);
}

export function writeProgram(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o755 });
}
