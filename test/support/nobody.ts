import type { Context } from '../../src/commands/context.ts';

const NEVER = new AbortController().signal;

/** A context for a step that asks nobody and says nothing. */
export const NOBODY: Context = {
  cwd: '',
  env: {},
  parentPid: 0,
  program: { node: '', script: '' },
  now: () => '2026-11-23T12:00:00.000Z',
  out: () => {},
  err: () => {},
  hide: () => {},
  safe: (text) => text,
  readInput: async () => '',
  confirm: async () => null,
  leaveInterrupts: (run) => run(),
  interrupted: NEVER,
  catchInterrupts: (run) => run({ soon: NEVER, now: NEVER }),
  progress: null,
  openTerminal: async () => null,
};
