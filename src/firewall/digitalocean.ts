import { z } from 'zod';
import {
  findOwn,
  missingRules,
  type OwnRule,
  planClosing,
  planOpening,
  type Rule,
} from '../core/firewall-rules.ts';
import { GateError } from '../errors.ts';
import { type Api, notUnderstood } from './digitalocean-api.ts';
import type { Closed, FirewallProvider, Opened, OpenRequest } from './provider.ts';

/** The list can only be replaced as a whole, and nothing tells that another did so in between. */
const TRIES = 3;

const answerSchema = z.object({
  rules: z.array(
    z.looseObject({
      type: z.string(),
      value: z.string(),
      uuid: z.string().optional(),
      description: z.string().nullish(),
    }),
  ),
});

/** A cluster's trusted sources: read, changed by one rule, written, and read again. */
export function digitalOcean(
  api: Api,
  cluster: string,
  pause: (ms: number) => Promise<void>,
): FirewallProvider {
  const path = `/databases/${encodeURIComponent(cluster)}/firewall`;
  const list = {
    read: async (): Promise<readonly Rule[]> => {
      const parsed = answerSchema.safeParse(await api.get(path));
      if (!parsed.success) throw notUnderstood('the trusted sources');
      return parsed.data.rules;
    },
    write: (rules: readonly Rule[]): Promise<GateError | null> => api.put(path, { rules }),
    // Two who write at the same time must not try again in step.
    pause: (): Promise<void> => pause(200 + Math.random() * 800),
  };
  return {
    id: 'digitalocean',
    list: list.read,
    open: (request) => open(list, request),
    close: ({ ip, label, receipt }) => close(list, { ip, label, uuid: receipt }),
  };
}

type List = {
  readonly read: () => Promise<readonly Rule[]>;
  readonly write: (rules: readonly Rule[]) => Promise<GateError | null>;
  readonly pause: () => Promise<void>;
};

async function open(list: List, { ip, label, journal }: OpenRequest): Promise<Opened> {
  const own: OwnRule = { ip, label, uuid: null };
  let failed: GateError | null = null;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (tries > 1) await list.pause();
    const before = await list.read();
    // An answer that never came may have been a yes.
    const landed = findOwn(before, own);
    if (landed !== null) return openedAs(landed, []);
    const plan = planOpening(before, own);
    if (plan.kind === 'allowed') return plan;
    if (plan.kind !== 'open') throw refusal(plan.kind);
    await journal(before);
    failed = await list.write(plan.rules);
    if (failed !== null) continue;
    const after = await list.read();
    const ours = findOwn(after, own);
    if (ours !== null) return openedAs(ours, missingRules(before, after));
  }
  throw failed ?? contended('added');
}

const openedAs = ({ uuid }: Rule, lost: readonly Rule[]): Opened => ({
  kind: 'opened',
  receipt: uuid ?? null,
  lost,
});

async function close(list: List, own: OwnRule): Promise<Closed> {
  let failed: GateError | null = null;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (tries > 1) await list.pause();
    const plan = planClosing(await list.read(), own);
    if (plan.kind !== 'close') return tries > 1 && plan.kind === 'gone' ? 'closed' : plan.kind;
    failed = await list.write(plan.rules);
    if (failed === null && findOwn(await list.read(), own) === null) return 'closed';
  }
  throw failed ?? contended('removed');
}

function refusal(kind: 'empty' | 'full'): GateError {
  if (kind === 'full') {
    return new GateError('FIREWALL', {
      problem: 'The list of trusted sources is full (100): no rule can be added.',
      fix: 'Remove one: Databases > the cluster > Settings > Trusted Sources.',
    });
  }
  return new GateError('FIREWALL', {
    problem:
      'There are no trusted sources: everybody may connect already.\n' +
      'One rule would lock out all others, so none is added.',
    fix: 'Repeat the command without --open-firewall.',
  });
}

function contended(what: string): GateError {
  return new GateError('FIREWALL', {
    problem: `The rule could not be ${what}:\nsomebody else changes the list of trusted sources all the time.`,
    fix: 'Repeat the command in a moment.',
  });
}
