import type { Colliding, Collision } from './collision.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** More of a group than this is counted. */
const MOST = 8;

/** What collides, one group below the other. */
export function renderCollisions(collisions: readonly Collision[]): string[] {
  return collisions.flatMap((collision) => [
    ...wrapWords(`✗ ${headOf(collision)}`.split(' '), '  '),
    ...collision.migrations.slice(0, MOST).flatMap(renderOne),
    ...(collision.migrations.length <= MOST
      ? []
      : [`      and ${collision.migrations.length - MOST} more`]),
  ]);
}

/** How one gets out of a collision of numbers; nothing where there is none. */
export function renderRenumber(collisions: readonly Collision[], invoke: string): string[] {
  if (!collisions.some(({ kind }) => kind === 'number')) return [];
  return [
    '  Where the branch is checked out, this moves one out of a collision:',
    `      ${invoke} renumber <name>`,
  ];
}

function headOf({ kind, shown, migrations }: Collision): string {
  if (kind === 'number') return `number ${shown}, ${migrations.length} migrations:`;
  if (kind === 'content') return `${visible(shown)}, ${migrations.length} contents:`;
  return `${visible(shown)} is changed by each of these:`;
}

/** `005_add_orders.sql  (feature/orders, main)` */
function renderOne({ name, branches }: Colliding): string[] {
  const named = branches.slice(0, MOST).map(visible).join(', ');
  const more = branches.length <= MOST ? '' : ` and ${branches.length - MOST} more`;
  return wrapWords([visible(name), ...`(${named}${more})`.split(' ')], '      ');
}
