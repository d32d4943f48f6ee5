/** Every rule that runs, by id. A rule is a file here and a line in this list. */
import { notApproved } from './gl-001-not-approved.ts';
import { scopeGrew } from './gl-002-scope-grew.ts';
import { drift } from './gl-003-drift.ts';
import { highestPrivilege } from './gl-004-highest-privilege.ts';
import { dormant } from './gl-016-dormant.ts';
import { staticKeyCreated } from './gl-030-static-key-created.ts';
import { credentialOld } from './gl-032-credential-old.ts';
import { ownerLeft } from './gl-034-owner-left.ts';
import { leaverActivity } from './gl-035-leaver-activity.ts';
import { reappeared } from './gl-036-reappeared.ts';
import { controlWeakened } from './gl-039-control-weakened.ts';
import { feedSilent } from './gl-040-feed-silent.ts';
import { environmentCrossing } from './gl-041-environment-crossing.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  notApproved,
  scopeGrew,
  drift,
  highestPrivilege,
  dormant,
  staticKeyCreated,
  credentialOld,
  ownerLeft,
  leaverActivity,
  reappeared,
  controlWeakened,
  feedSilent,
  environmentCrossing,
];
