/** Runs that once found something. They are played again each time. */
export const KEPT: readonly { seed: number; steps: number; found: string }[] = [];
