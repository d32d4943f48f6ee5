/** Rules of the library that nothing feeds yet: blind as a whole, and listed so that nobody counts on them. */
import type { RuleId } from '#events/vocabulary.ts';

export interface UnfedRule {
  readonly id: RuleId;
  readonly title: string;
  /** What would have to be told first. */
  readonly why: string;
}

const USES = 'no connected vendor tells single uses of an integration';

export const UNFED: readonly UnfedRule[] = [
  {
    id: 'GL-005',
    title: 'User consented on behalf of the whole tenant',
    why: 'Entra, Google, Slack and Atlassian are not connected',
  },
  {
    id: 'GL-006',
    title: 'Consent to a risky new app by a user new to consenting',
    why: 'Entra and Google are not connected',
  },
  {
    id: 'GL-007',
    title: 'Consent burst',
    why: 'no count of consents to one client id within an hour is kept',
  },
  {
    id: 'GL-008',
    title: 'Blocked consent retried',
    why: 'Entra, Google and Slack are not connected',
  },
  {
    id: 'GL-009',
    title: 'Twin or look-alike app',
    why: 'no list of approved names and their client ids is at hand where an event is judged',
  },
  {
    id: 'GL-010',
    title: 'Publisher verification lost or misleading',
    why: 'Entra, Google and Slack are not connected',
  },
  {
    id: 'GL-011',
    title: 'Credential added to an application',
    why: 'no event tells of a credential added beside one of the same kind',
  },
  { id: 'GL-012', title: 'Credential change followed by new behaviour', why: USES },
  {
    id: 'GL-013',
    title: 'Trust settings of a federated credential changed',
    why: 'issuer, subject and audience are not observed',
  },
  {
    id: 'GL-014',
    title: 'Owner or co-owner of an app changed',
    why: 'no event tells of a change of owner at the vendor',
  },
  {
    id: 'GL-015',
    title: 'Dormant integration woke up',
    why: 'a newer last use is kept, but no event tells of it',
  },
  { id: 'GL-017', title: 'Used from a new network', why: USES },
  { id: 'GL-018', title: 'Used by a new client program', why: USES },
  { id: 'GL-019', title: 'Token seen outside the published egress', why: USES },
  { id: 'GL-020', title: 'Enumeration', why: USES },
  { id: 'GL-021', title: 'Bulk export', why: USES },
  { id: 'GL-022', title: 'Export job deleted after it ran', why: USES },
  { id: 'GL-023', title: 'Many repositories cloned by one token or app', why: USES },
  {
    id: 'GL-024',
    title: 'Mail or chat read plus hidden action',
    why: 'no mail or chat vendor is connected',
  },
  {
    id: 'GL-025',
    title: 'Device-code or password flow used',
    why: 'no connected vendor tells the flow of a consent',
  },
  {
    id: 'GL-026',
    title: 'Token replay noticed by the issuer',
    why: 'Okta tells of it in its log; no observation is made of that yet',
  },
  {
    id: 'GL-027',
    title: 'Client-credentials probing',
    why: 'Okta tells of it in its log; no observation is made of that yet',
  },
  {
    id: 'GL-028',
    title: 'Dynamic client registrations',
    why: 'registrations are not told apart from other new clients',
  },
  {
    id: 'GL-029',
    title: 'Agent connection created',
    why: 'no connected vendor tells agents apart',
  },
  {
    id: 'GL-031',
    title: 'Secret of an integration viewed or exported',
    why: 'no observation is made of somebody looking at a secret',
  },
  {
    id: 'GL-033',
    title: 'Credential about to end with recent use',
    why: 'no event comes before the end of a credential',
  },
  {
    id: 'GL-037',
    title: 'Use after revoke',
    why: 'a last use after the proof is not told by an event',
  },
  {
    id: 'GL-038',
    title: 'Vendor incident match',
    why: 'no vendor incident can be recorded yet',
  },
  { id: 'GL-042', title: 'One credential, many users of it', why: USES },
  { id: 'GL-043', title: 'Person behind a non-human identity', why: USES },
  {
    id: 'GL-044',
    title: 'Self-approval or empty approval',
    why: 'an approval does not name who asked for it; the decision itself refuses a requester',
  },
  {
    id: 'GL-045',
    title: 'Rubber-stamp review',
    why: 'how long a person took to decide is not kept',
  },
  {
    id: 'GL-046',
    title: 'Workflow integration edits data flow',
    why: 'no workflow vendor is connected',
  },
  {
    id: 'GL-047',
    title: 'Webhook or export target changed',
    why: 'targets of webhooks are not observed',
  },
  {
    id: 'GL-048',
    title: 'Rights of Grantline itself changed',
    why: 'a connection does not keep its own client id',
  },
];
