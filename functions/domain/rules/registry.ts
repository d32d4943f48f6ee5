/** Every rule that runs, by id. A rule is a file here and a line in this list. */
import { dormant } from './gl-016-dormant.ts';
import { reappeared } from './gl-036-reappeared.ts';
import { feedSilent } from './gl-040-feed-silent.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [dormant, reappeared, feedSilent];
