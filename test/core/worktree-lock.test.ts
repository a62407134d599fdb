import { describe, expect, it } from 'vitest';
import { decideLock, isOurLock } from '../../src/core/worktree-lock.ts';

const REASON = 'migration-gate: 2 migrations are in no protected branch; close with: close it';

describe('the lock of a worktree', () => {
  it('comes, stays, is renewed and goes', () => {
    expect(decideLock(null, 0, 'close it')).toEqual({ kind: 'keep' });
    expect(decideLock(null, 2, 'close it')).toEqual({ kind: 'lock', reason: REASON });
    expect(decideLock(REASON, 2, 'close it')).toEqual({ kind: 'keep' });
    expect(decideLock(REASON, 1, 'close it')).toEqual({
      kind: 'renew',
      reason: 'migration-gate: 1 migration is in no protected branch; close with: close it',
    });
    expect(decideLock(REASON, 0, 'close it')).toEqual({ kind: 'unlock' });
  });

  it.each(['', 'on a stick', 'about migration-gate: no', 'initializing'])(
    'is never touched where it is somebody else’s: %j',
    (reason) => {
      expect(isOurLock(reason)).toBe(false);
      for (const open of [0, 1]) {
        expect(decideLock(reason, open, 'close it')).toEqual({ kind: 'keep' });
      }
    },
  );
});
