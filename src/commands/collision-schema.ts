import { z } from 'zod';

/** What collides, in `status --json` and `rehearse --json`. */
export const collisionSchema = z.strictObject({
  kind: z.enum(['number', 'content', 'object']),
  what: z.string().describe('5, 005_add_orders.sql, relation public.orders'),
  shown: z.string(),
  migrations: z.array(
    z.strictObject({
      name: z.string(),
      blob: z.string().describe('Empty for a file that is not committed'),
      branches: z.array(z.string()),
    }),
  ),
});
