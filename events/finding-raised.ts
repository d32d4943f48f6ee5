/** A rule of the library fired. Not said again for the same integration, rule, reason and day. Its envelope's severity is `info` when the event it came from is already at least as urgent. */
import * as z from 'zod';
import { findingEvent } from './envelope.ts';
import { FindingAdvice, RuleId, Severity } from './vocabulary.ts';

export const FindingRaised = findingEvent('finding.raised', {
  findingId: z.string(),
  rule: RuleId,
  title: z.string().max(128),
  /** The rule's own severity, whatever the event it came from already woke. */
  ruleSeverity: Severity,
  reason: z.string().max(64),
  /** One sentence a person can decide on. */
  sentence: z.string().max(500),
  /** Technique ids of MITRE ATT&CK, and OWASP Non-Human Identities Top 10 (2025) ids. */
  attack: z.array(z.string()).max(10),
  owasp: z.array(z.string()).max(10),
  /** What the rule would do at this tier; nothing is done unless a policy rule says so. */
  advice: FindingAdvice,
  /** Lifecycle event it was drawn from. */
  eventId: z.string(),
  /** Rules that cannot see until the gap is closed. */
  blinded: z.array(RuleId).max(100).optional(),
});
export type FindingRaised = z.infer<typeof FindingRaised>;
