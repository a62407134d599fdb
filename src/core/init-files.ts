/** The block that `init` adds to `.env.example`; placeholders only. */
export const ENV_EXAMPLE: readonly string[] = [
  '# migration-gate: the two databases that need every migration before a merge',
  'LOCAL_DATABASE_URL=postgresql://user:password@localhost:5432/app_dev',
  'DATABASE_URL=postgresql://user:password@db.example.com:5432/app',
  '# DATABASE_CA_CERT=./production-ca.crt',
];

/** The text with those of the lines that it lacks, at its end. */
export function withLines(text: string | null, lines: readonly string[]): string {
  const there = new Set((text ?? '').split(/\r?\n/).map((line) => line.trim()));
  const lacking = lines.filter((line) => !there.has(line));
  if (lacking.length === 0) return text ?? '';
  const before = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
  return `${before}${lacking.join('\n')}\n`;
}

const PREPARE = 'migration-gate init --hooks';

/**
 * package.json with the `prepare` entry that arms a clone after `npm install`, behind what is
 * there: each run of husky makes the hooks path relative again. null: not to be changed (no JSON
 * object, or it is there). Indentation and the last newline stay as they are.
 */
export function withPrepare(text: string): string | null {
  const manifest = parseManifest(text);
  const before = manifest?.scripts?.['prepare'];
  if (manifest === null || before?.includes('init --hooks')) return null;
  const prepare = before === undefined || before === '' ? PREPARE : `${before} && ${PREPARE}`;
  return renderManifest({ ...manifest, scripts: { ...manifest.scripts, prepare } }, text);
}

/** package.json without that entry; null: it has none. */
export function withoutPrepare(text: string): string | null {
  const manifest = parseManifest(text);
  const { prepare, ...others } = manifest?.scripts ?? {};
  if (manifest === null || !prepare?.endsWith(PREPARE)) return null;
  const before = prepare.slice(0, -PREPARE.length).replace(/\s*&&\s*$/, '');
  const scripts = before === '' ? others : { ...manifest.scripts, prepare: before };
  const { scripts: _, ...rest } = manifest;
  const empty = Object.keys(scripts).length === 0;
  return renderManifest(empty ? rest : { ...manifest, scripts }, text);
}

type Manifest = { readonly scripts?: Record<string, string> };

function parseManifest(text: string): Manifest | null {
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  return parsed;
}

function renderManifest(manifest: Manifest, like: string): string {
  const indent = /^([ \t]+)"/m.exec(like)?.[1] ?? '  ';
  return JSON.stringify(manifest, null, indent) + (like.endsWith('\n') ? '\n' : '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
