import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { inTerminal, run } from '../support/run.ts';
import { type Block, isShown, parseGuide } from './parse-guide.ts';
import type { Reader } from './reader.ts';

/** MIGRATION_GATE_TEST_GUIDES=write writes what was printed into the guides, for a look at it. */
const WRITE = process.env['MIGRATION_GATE_TEST_GUIDES'] === 'write';

type Place = {
  readonly reader: Reader;
  /** Where the last `cd` led. */
  folder: string;
  printed: string;
  /** For `MG1-…` in a command. */
  receipt: string;
};

/** Every guide there is; the list in docs/guides names the same ones (guides.test.ts). */
export const GUIDES = [
  'agents.md',
  'ci.md',
  'emergency-override.md',
  'firewall.md',
  'first-adoption.md',
  'ran-by-hand.md',
  'team-with-worktrees.md',
] as const;

/**
 * Follows a guide of docs/guides word for word, as docs/guides/README.md says, and fails where a
 * command ends otherwise than the guide says, or prints something else than it shows.
 */
export async function followGuide(name: (typeof GUIDES)[number], reader: Reader): Promise<void> {
  const file = join(PACKAGE_ROOT, 'docs/guides', name);
  const guide = readFileSync(file, 'utf8');
  const place: Place = { reader, folder: reader.repository.path, printed: '', receipt: '' };
  let asRun = guide;
  let shift = 0;
  try {
    for (const block of parseGuide(guide)) {
      const shown = await follow(place, block);
      asRun = asRun.slice(0, block.start + shift) + shown + asRun.slice(block.end + shift);
      shift += shown.length - block.text.length;
    }
  } finally {
    if (WRITE) writeFileSync(file, asRun);
  }
  expect(asRun).toBe(guide);
}

/** Gives what should stand in the block. */
async function follow(place: Place, block: Block): Promise<string> {
  const { language, mark, text, follows } = block;
  const file = /^add to: (.+)$/.exec(mark)?.[1];
  if (file !== undefined) {
    addTo(join(place.folder, file), toHere(place.reader, text));
    if (text.includes('\nDATABASE_URL=')) trustThisMachine(place);
  } else if (language === 'sh') await type(place, block);
  else if (language === 'text' && follows) {
    return isShown(text, place.printed) ? text : `${masked(place.printed).trimEnd()}\n`;
  } else throw new Error(`Nobody checks this block:\n${text}`);
  return text;
}

/** A JSON file that is there gets the keys; any other one gets the text at its end. */
function addTo(path: string, text: string): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  mkdirSync(dirname(path), { recursive: true });
  const isMerged = path.endsWith('.json') && before !== '';
  const merged = isMerged ? { ...JSON.parse(before), ...JSON.parse(text) } : null;
  writeFileSync(path, isMerged ? `${JSON.stringify(merged, null, 2)}\n` : before + text);
}

/** The one thing that a guide need not say: our production is here, with an authority of its own. */
function trustThisMachine({ folder, reader }: Place): void {
  addTo(join(folder, '.env'), `DATABASE_CA_CERT=${reader.production.server.caFile}\n`);
  const config = join(folder, 'migration-gate.json');
  addTo(config, JSON.stringify({ targets: { production: { loopback: true } } }));
}

async function type(place: Place, { mark, text }: Block): Promise<void> {
  const { reader } = place;
  const kept = join(dirname(reader.repository.path), 'folder');
  const typed = toHere(reader, text).replaceAll('MG1-…', place.receipt);
  const script = `trap 'pwd >"${kept}"' EXIT\nset -e\nexec 2>&1\n${typed}`;
  const { code, output } = await inShell(place, script, /^type: (.+)$/.exec(mark)?.[1]);
  place.printed = toGuide(reader, output);
  place.receipt = /\bMG1-[\w-]+/.exec(output)?.[0] ?? place.receipt;
  place.folder = readFileSync(kept, 'utf8').trimEnd();
  const [, refused, exact] = /^(refused)(?:: (\d+))?$/.exec(mark) ?? [];
  const wanted = exact === undefined ? refused !== undefined : Number(exact);
  expect(exact === undefined ? code !== 0 : code, `${text}\n${place.printed}`).toBe(wanted);
}

/** What it prints on both streams, as a reader sees it. */
async function inShell(
  { reader: { env }, folder: cwd }: Place,
  script: string,
  answer: string | undefined,
): Promise<{ code: number; output: string }> {
  if (answer !== undefined) {
    const answers = [{ when: '(y/n)', send: `${answer}\r` }];
    const { code, output } = await inTerminal('sh', ['-c', script], { cwd, env, answers });
    // What a line said before it was written over is not to be seen any more.
    return { code, output: output.replaceAll(/\r+\n/g, '\n').replaceAll(/[^\n]*\r/g, '') };
  }
  const { code, stdout } = await run('sh', ['-c', script], { cwd, env });
  return { code, output: stdout };
}

/** A guess at what is another each time, for a first look at a text that is not shown yet. */
const masked = (text: string): string =>
  text
    .replaceAll(/\(\d+ ms\)/g, '(… ms)')
    .replaceAll(/^Updating [0-9a-f.]+$/gm, 'Updating …')
    .replaceAll(/^fatal: ref updates aborted by .*$/gm, 'fatal: …')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '…')
    .replaceAll(/\d\d:\d\d UTC/g, '… UTC')
    .replaceAll(/[0-9a-f]{12,40}/g, '…');

const toHere = ({ words }: Reader, text: string): string =>
  words
    .filter(([inGuide]) => !inGuide.startsWith('~'))
    .reduce((said, [inGuide, here]) => said.replaceAll(inGuide, here), text);

/** Also the folders, of which a guide shows the name alone. */
const toGuide = ({ words }: Reader, text: string): string =>
  words.reduce((said, [inGuide, here]) => said.replaceAll(here, inGuide), text);
