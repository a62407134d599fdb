import type { AuditFinding } from './audit.ts';
import type { Reason } from './report.ts';
import type { Failure, Verified } from './verified.ts';
import { visible, visibleLines } from './visible.ts';

type Annotation = {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
};

/**
 * The report as GitHub's workflow commands, a line each. GitHub shows ten errors and ten warnings of
 * a step, so what blocks comes first.
 */
export function renderAnnotations({ verdict, facts }: Verified): string {
  const paths = new Map(facts?.candidate.migrations.map(({ name, path }) => [name, path]));
  const annotations = verdict.report.reasons.flatMap((reason) =>
    annotate(reason, paths, facts?.audit?.findings ?? []),
  );
  const errors = annotations.filter(({ level }) => level === 'error');
  const warnings = annotations.filter(({ level }) => level === 'warning');
  return [...errors, ...warnings].map(renderCommand).join('');
}

/** What kept it from judging, as one annotation. */
export function annotateFailure({ message, fix }: Failure): string {
  const title = 'migration-gate could not run';
  return renderCommand({ level: 'error', title, message: `${message}\n${fix}` });
}

/**
 * Text in which no line is taken for a command, whatever a file's name or a server's message says.
 *
 * @param token what nobody can guess: it switches them on again
 */
export function withoutCommands(text: string, token: string): string {
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

function annotate(
  reason: Reason,
  paths: ReadonlyMap<string, string>,
  findings: readonly AuditFinding[],
): Annotation[] {
  const level = reason.severity === 'block' ? 'error' : 'warning';
  const found =
    reason.code === 'AUDIT'
      ? findings.filter(({ migration }) => reason.migrations.includes(migration))
      : [];
  if (found.length > 0) {
    return found.map(({ migration, rule, message, line, column }) => {
      const title = `${reason.code} ${rule}`;
      return { level, title, message, ...fileOf(paths, migration), line, col: column };
    });
  }
  const title = reason.target === null ? reason.code : `${reason.code} on ${reason.target}`;
  const message = [reason.message, ...reason.fixes].join('\n');
  const places = reason.migrations.map((name) => fileOf(paths, name));
  const known = places.filter(({ file }) => file !== undefined);
  return (known.length > 0 ? known : [{}]).map((place) => ({ level, title, message, ...place }));
}

function fileOf(paths: ReadonlyMap<string, string>, name: string): { file?: string } {
  const file = paths.get(name);
  return file === undefined ? {} : { file };
}

/** `::error file=migrations/001_a.sql,line=3,title=AUDIT drop-table::DROP TABLE a: …` */
function renderCommand({ level, message, ...properties }: Annotation): string {
  const order = ['file', 'line', 'col', 'title'] as const;
  const given = order.flatMap((key) =>
    properties[key] === undefined ? [] : [`${key}=${escapeProperty(String(properties[key]))}`],
  );
  return `::${level} ${given.join(',')}::${escapeData(visibleLines(message))}\n`;
}

/** As GitHub's own toolkit escapes them. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
