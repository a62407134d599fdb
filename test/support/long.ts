const { MIGRATION_GATE_TEST_SLOW, MIGRATION_GATE_TEST_EVIDENCE } = process.env;

/** Whether what takes long is run: `npm run test:slow`, which CI calls, and `npm run test:evidence`. */
export const LONG = MIGRATION_GATE_TEST_SLOW === 'yes' || MIGRATION_GATE_TEST_EVIDENCE === 'all';

/** Why it is skipped otherwise. */
export const TAKES_LONG = 'it takes long: MIGRATION_GATE_TEST_SLOW=yes runs it';
