import { z } from 'zod';
import { appendLine, readLines } from './json-lines.ts';

const FILE = 'done.jsonl';

/**
 * What has become of a record, by its id: everything it covers is deployed, or a database's audit
 * table has it.
 */
const doneSchema = z.object({
  id: z.string(),
  at: z.string(),
  done: z.enum(['settled', 'shared']),
  /** The id of the database that it was shared to. */
  database: z.string().optional(),
});
export type Done = z.output<typeof doneSchema>;

/**
 * A line that cannot be read is skipped: then a record is shown once more, or copied once more,
 * which adds nothing.
 */
export async function readDone(stateDir: string): Promise<Done[]> {
  return ((await readLines(stateDir, FILE)) ?? []).flatMap(({ text }) => {
    try {
      return [doneSchema.parse(JSON.parse(text))];
    } catch {
      return [];
    }
  });
}

export function writeDone(stateDir: string, done: Done): Promise<void> {
  return appendLine(stateDir, FILE, done);
}
