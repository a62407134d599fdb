import { readAllSql } from '../support/corpora.ts';

export const corpora = readAllSql();
/** What the name of a test says where it is skipped. */
export const unlessAbsent = corpora.length > 0 ? '' : ' (skipped: no ../shared/corpora here)';
