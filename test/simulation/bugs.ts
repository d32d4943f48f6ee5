/** Mistakes that were planted to see whether a run finds them. */
export const BUGS = ['batch-error-swallowed'] as const;
export type Bug = (typeof BUGS)[number];
