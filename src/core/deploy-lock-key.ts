/** `MGAT`, and 1 for the deploy lock: advisory locks have only numbers for names. */
export const LOCK_CLASS = 0x4d474154;
export const LOCK_ID = 1;
