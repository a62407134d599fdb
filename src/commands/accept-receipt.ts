import type { Refusal } from '../core/refusal.ts';
import { renderRefusals } from '../core/render-run.ts';
import { visible } from '../core/visible.ts';
import type { Repository } from '../git/repository.ts';
import { type CheckedCode, checkReceiptCode, writeReceipt } from '../state/receipts.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { readOwnConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';

/**
 * Checks a receipt, without asking any database, and keeps it for the hooks of this clone; false
 * where it is refused, and that is said.
 */
export async function acceptReceipt(
  context: Context,
  repository: Repository,
  code: string,
): Promise<boolean> {
  const state = stateDir(repository.commonDir);
  const checked = await checkReceiptCode(state, code, context.now());
  const refusal = await refuse(repository, checked, context.program.script);
  if (refusal !== null || checked.kind !== 'receipt') {
    const heading = 'The receipt is refused; nothing was kept.';
    context.err(renderRefusals(refusal === null ? [] : [refusal], heading));
    return false;
  }
  await writeReceipt(state, code.trim(), context.now());
  const { target, pairs } = checked.receipt;
  const names = pairs.map(({ name }) => `  ${visible(name)}\n`).join('');
  context.err(`Receipt of bundle ${checked.bundle.id} kept; on ${target} ran:\n${names}`);
  return true;
}

async function refuse(
  repository: Repository,
  checked: CheckedCode,
  script: string,
): Promise<Refusal | null> {
  const invoke = invocation(repository.root, repository.mainRoot, script);
  if (checked.kind !== 'receipt') return refuseCode(checked.kind, invoke);
  const { databaseId, target } = checked.receipt;
  const pinned = await readPinned(repository, target);
  if (pinned === null || pinned === databaseId) return null;
  const found = `It is from the database ${databaseId};`;
  const message = `${found}\nmigration-gate.json pins ${pinned} for ${target}.`;
  return { message, fixes: [`Run the bundle on ${target} itself.`] };
}

function refuseCode(kind: Exclude<CheckedCode['kind'], 'receipt'>, invoke: string): Refusal {
  const again = `${invoke} verify --receipt <the whole last line that psql printed>`;
  if (kind === 'malformed') {
    const message = 'That is no whole receipt: MG1-, and then 8, 32 and 16 characters.';
    return { message, fixes: [again] };
  }
  if (kind === 'unknown-bundle') {
    const message = 'Its bundle was not made in this clone, so it says nothing here.';
    const fixes = ['Give it where the bundle was made, or make one here:', `${invoke} bundle`];
    return { message, fixes };
  }
  const message = 'It is not the receipt of that bundle: mistyped, or from another database.';
  return { message, fixes: [again] };
}

/** The id that the config pins for a target; null: none. */
async function readPinned(repository: Repository, target: string): Promise<string | null> {
  const settings = (await readOwnConfig(repository)).targets[target];
  return (typeof settings === 'object' && settings.id) || null;
}
