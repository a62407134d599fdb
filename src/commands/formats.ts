/** How `verify` prints its report. */
export const FORMATS = ['text', 'github', 'markdown', 'junit', 'html'] as const;
export type Format = (typeof FORMATS)[number];
