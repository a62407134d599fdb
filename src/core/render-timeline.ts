import { badge, element, htmlTable, htmlText } from './html-text.ts';
import type { Migration } from './migration.ts';
import type { MigrationStatus, TargetReport } from './report.ts';

/** Every migration, newest first, and what each target says of it. */
export function renderTimeline(
  targets: readonly TargetReport[],
  migrations: readonly Migration[],
): string {
  const known = new Set(migrations.map(({ name }) => name));
  const others = targets.flatMap((target) => target.migrations.map(({ name }) => name));
  const missing = [...new Set(others)].filter((name) => !known.has(name));
  const names = [...migrations.map(({ name }) => name), ...missing].reverse();
  if (names.length === 0) return '';
  const rows = names.map((name) => [
    element('code', '', htmlText(name)),
    ...targets.map((target) => cell(target, name)),
  ]);
  return htmlTable(['Migration', ...targets.map(({ target }) => htmlText(target))], rows);
}

function cell({ access, migrations }: TargetReport, name: string): string {
  const status = migrations.find((one) => one.name === name);
  if (access !== 'ok' && access !== 'receipt') return badge('warn', access.replace('-', ' '));
  return status === undefined ? '–' : renderStatus(status);
}

function renderStatus({ state, flags, appliedAt, appliedBy, branch }: MigrationStatus): string {
  const look = state === 'applied' ? 'good' : state === 'missing' ? 'warn' : 'bad';
  const where = branch?.replace(/^refs\/heads\//, '') ?? null;
  const when = appliedAt?.slice(0, 16).replace('T', ' ') ?? null;
  const story = [when, appliedBy && `by ${appliedBy}`, where && `from ${where}`];
  const words = story.filter((word) => word !== null && word !== '').join(' ');
  const marks = flags.map((flag) => badge('warn', flag)).join(' ');
  const about = words === '' ? '' : element('span', 'class="about"', htmlText(words));
  return [badge(look, state), marks, about].filter((part) => part !== '').join(' ');
}
