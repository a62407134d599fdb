import type { Facts, TargetFacts } from './facts.ts';
import { isLoopback } from './loopback.ts';
import { rowsOf } from './make-reason.ts';
import type { Refusal } from './refusal.ts';
import type { Connection } from './target.ts';

/** What a server keeps for itself. */
const OWN_DATABASES = ['postgres', 'template0', 'template1'];

/**
 * Why the local database is not made anew: it is not on this machine, it is the server's own, or it
 * may be production's. Where every other target has answered, the databases themselves tell
 * (SAME_DATABASE); where one has not, a trace of a deployment in the local one is enough.
 */
export function refuseRebuild(facts: Facts, connection: Connection): Refusal[] {
  const local = facts.targets.find(({ name }) => name === 'local');
  if (local === undefined || connection.kind === 'pglite') return [];
  const { detail, source } = local;
  if (!isLoopback(connection.host)) {
    return [
      {
        message: `${detail} is not on this machine; only a database here is made anew.`,
        fixes: [`Name a local database for local in ${source}.`],
      },
    ];
  }
  if (OWN_DATABASES.includes(connection.database)) {
    return [
      {
        message: `${detail} is a database of the server itself.`,
        fixes: [`Make one for this project (createdb), and name it for local in ${source}.`],
      },
    ];
  }
  const silent = facts.targets.filter((other) => other !== local && isSilent(other));
  const trace = silent.length === 0 ? null : traceOfDeployment(facts, local);
  if (trace === null) return [];
  const names = silent.map(({ name }) => name).join(', ');
  return [
    {
      message: `${detail} may be ${names}, which gives no answer:\n${trace}`,
      fixes: [`Make ${names} reachable, so that it says that it is another one, and repeat.`],
    },
  ];
}

function isSilent({ reading }: TargetFacts): boolean {
  return reading.access !== 'ok' && reading.access !== 'off';
}

/** What a developer's own database never has. */
function traceOfDeployment(facts: Facts, local: TargetFacts): string | null {
  const deployed = rowsOf(local).find(({ origin }) => origin === 'deployed' || origin === 'bundle');
  if (deployed !== undefined) return `its ledger says that ${deployed.name} was deployed there.`;
  const id = local.reading.access === 'ok' ? (local.reading.ledger?.databaseId ?? null) : null;
  const pinned = facts.targets.find((other) => other !== local && other.pinnedId === id);
  if (id === null || pinned === undefined) return null;
  return `its ledger has the id that migration-gate.json pins for ${pinned.name}.`;
}

/** The facts as they are once the local database is empty. */
export function afterRebuild(facts: Facts): Facts {
  const targets = facts.targets.map((target) =>
    target.name === 'local' && target.reading.access === 'ok'
      ? { ...target, reading: { ...target.reading, ledger: null, invalidIndexes: [] } }
      : target,
  );
  return { ...facts, targets, empty: new Set(['local']) };
}
