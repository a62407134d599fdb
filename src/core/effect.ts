import type { ObjectName } from './object-name.ts';

/** What a statement does, in the words of an audit. */
export type Effect =
  /** `surely` is false where it may have been there before: IF NOT EXISTS, OR REPLACE. */
  | { readonly does: 'create'; readonly object: ObjectName; readonly surely: boolean }
  | { readonly does: 'rename'; readonly object: ObjectName; readonly to: ObjectName }
  /** `type` as one writes it after DROP: `TABLE`, `MATERIALIZED VIEW`, `CONSTRAINT`. */
  | {
      readonly does: 'drop';
      readonly type: string;
      readonly object: ObjectName;
      readonly cascades: boolean;
    }
  | {
      readonly does: 'add-column';
      readonly object: ObjectName;
      readonly column: string;
      readonly surely: boolean;
    }
  | {
      readonly does: 'drop-column';
      readonly object: ObjectName;
      readonly column: string;
      readonly cascades: boolean;
    }
  | { readonly does: 'truncate'; readonly object: ObjectName; readonly cascades: boolean }
  | { readonly does: 'delete-all'; readonly object: ObjectName }
  | {
      readonly does: 'update-all';
      readonly object: ObjectName;
      readonly columns: readonly string[];
    };
