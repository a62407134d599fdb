import type { Audit } from '../../src/core/audit.ts';
import { decide } from '../../src/core/decide.ts';
import { modelOf, type SchemaModel } from '../../src/core/schema-model.ts';
import type { TargetPlan, Verified } from '../../src/core/verified.ts';
import { factsOf, migration, sqlOf } from '../core/builders.ts';

const DONE = ['001_customers.sql', '002_orders.sql', '003_invoices.sql'];
const OPEN = ['004_order_items.sql', '005_drop_legacy.sql'];
/** What somebody may call a file. */
export const HOSTILE = '006_<script>alert(1)</script>_"&\'.sql';

const audit: Audit = {
  level: 'warn',
  findings: [
    {
      migration: '005_drop_legacy.sql',
      rule: 'drop-table',
      message: 'DROP TABLE legacy_orders: its rows are lost',
      line: 7,
      column: 1,
    },
  ],
  problem: null,
  audited: OPEN,
};

/** Two open on production, one of them with a hostile name besides. */
export function blocked(): { readonly verified: Verified; readonly plans: readonly TargetPlan[] } {
  const names = [...DONE, ...OPEN, HOSTILE];
  const facts = factsOf({ migrations: names, local: names, production: DONE }, { audit });
  const verdict = decide(facts);
  const run = [...OPEN, HOSTILE].map((name) => ({
    migration: migration(name),
    sql: sqlOf(name),
    script: { way: 'transaction' as const },
  }));
  const plan = { run, refusals: [], notes: [] } as unknown as TargetPlan['plan'];
  return { verified: { verdict, facts, nothing: null }, plans: [{ target: 'production', plan }] };
}

/** A small shop. */
export function schema(): SchemaModel {
  const catalog = new Map<string, string>();
  const table = (name: string, columns: Record<string, string>, ...keys: string[]): void => {
    catalog.set(`table public.${name}`, 'table');
    for (const [column, type] of Object.entries(columns)) {
      catalog.set(`column public.${name}.${column}`, type);
      if (column !== 'note') catalog.set(`not null public.${name}.${column}`, 'there');
    }
    for (const [i, key] of ['PRIMARY KEY (id)', ...keys].entries()) {
      catalog.set(`constraint public.${name}.${name}_${i}`, key);
    }
  };
  const time = 'timestamp with time zone';
  table('customers', { id: 'bigint', email: 'character varying(255)', note: 'text' });
  table(
    'orders',
    { id: 'bigint', customer_id: 'bigint', placed_at: time },
    'FOREIGN KEY (customer_id) REFERENCES public.customers(id)',
  );
  table(
    'order_items',
    { id: 'bigint', order_id: 'bigint', '"a <b> & ""c"""': 'text', parent_id: 'bigint' },
    'FOREIGN KEY (order_id) REFERENCES public.orders(id)',
    'FOREIGN KEY (parent_id) REFERENCES public.order_items(id)',
  );
  table(
    'invoices',
    { id: 'bigint', order_id: 'bigint', total: 'numeric(10,2)', due: 'date' },
    'FOREIGN KEY (order_id) REFERENCES public.orders(id)',
  );
  return modelOf(catalog, [...catalog.keys()]);
}
