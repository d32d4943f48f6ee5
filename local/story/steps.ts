/** The story, in order. */
import type { StoryStep } from './context.ts';
import { DISCOVERY_STEPS } from './steps-discovery.ts';
import { GOVERNANCE_STEPS } from './steps-governance.ts';
import { INCIDENT_STEPS } from './steps-incident.ts';
import { SLACK_STEPS } from './steps-slack.ts';

/** Every step of the story. */
export const STEPS: readonly StoryStep[] = [
  ...DISCOVERY_STEPS,
  ...SLACK_STEPS,
  ...GOVERNANCE_STEPS,
  ...INCIDENT_STEPS,
];
