/** The story, in order. */
import type { StoryStep } from './context.ts';
import { DISCOVERY_STEPS } from './steps-discovery.ts';
import { GOVERNANCE_STEPS } from './steps-governance.ts';

/** Every step of the story. */
export const STEPS: readonly StoryStep[] = [...DISCOVERY_STEPS, ...GOVERNANCE_STEPS];
