/** NIST Cybersecurity Framework 2.0. PR.AC-4, often cited still, was withdrawn into PR.AA-05. */
import type { Framework } from './framework.ts';

export const csf20: Framework = {
  id: 'csf-2.0',
  title: 'NIST Cybersecurity Framework 2.0',
  source: 'usnistgov/oscal-content, nist.gov/CSF/v2.0, catalogue 1.2.0 (2026-05), identifiers',
  controls: [
    {
      id: 'PR.AA-05',
      means:
        'Permissions are set by policy, enforced and reviewed, with least privilege and separation of duties; they are taken back when someone leaves.',
      proofs: ['privilege', 'approvals', 'changes', 'reviews', 'leavers', 'revocations'],
    },
    {
      id: 'PR.AA-01',
      means: 'Credentials of services are issued, managed and revoked with the owner’s consent.',
      proofs: ['approvals', 'credentials', 'revocations'],
    },
    {
      id: 'PR.AA-02',
      means: 'An identity is bound to its publisher and client in what is approved.',
      proofs: ['approvals'],
    },
    {
      id: 'PR.AA-03',
      means: 'Services are authenticated, and vouched for again in time.',
      proofs: ['credentials', 'reviews'],
      unseen: 'the authentication itself happens at the vendor',
    },
    {
      id: 'PR.PS-04',
      means: 'Records of what happens are there to be watched.',
      proofs: ['coverage'],
    },
    { id: 'ID.AM-02', means: 'Software and services in use are listed.', proofs: ['inventory'] },
    {
      id: 'ID.AM-03',
      means: 'Who may reach which data, as of a date.',
      proofs: ['inventory', 'privilege'],
    },
    {
      id: 'ID.AM-04',
      means: 'Services of suppliers are listed when first used.',
      proofs: ['inventory'],
    },
    {
      id: 'ID.AM-05',
      means: 'Integrations are ranked by what they can do.',
      proofs: ['privilege'],
    },
    {
      id: 'ID.AM-08',
      means: 'Integrations are managed from their discovery to their proven end.',
      proofs: ['inventory', 'approvals', 'dormancy', 'revocations'],
    },
    { id: 'ID.RA-01, ID.RA-06', means: 'Weaknesses are found and answered.', proofs: ['findings'] },
    { id: 'ID.RA-07', means: 'Changes are assessed and recorded.', proofs: ['changes'] },
    {
      id: 'ID.RA-10',
      means: 'A supplier’s access is assessed before it is used.',
      proofs: ['approvals'],
    },
    {
      id: 'DE.CM-06',
      means: 'What suppliers’ services do is watched.',
      proofs: ['findings', 'coverage'],
    },
    {
      id: 'DE.AE-02, DE.AE-03',
      means: 'Events are analysed and drawn together.',
      proofs: ['findings'],
    },
    { id: 'GV.RR-02', means: 'Somebody answers for every integration.', proofs: ['ownership'] },
    { id: 'GV.RR-04', means: 'Leaving the company takes access with it.', proofs: ['leavers'] },
    {
      id: 'GV.SC-04',
      means: 'Suppliers are known and ranked by their access.',
      proofs: ['inventory', 'privilege'],
    },
    {
      id: 'GV.SC-07',
      means: 'A supplier’s risk is watched over the relationship.',
      proofs: ['findings', 'changes'],
    },
    { id: 'GV.SC-09', means: 'Reviews keep their cadence.', proofs: ['reviews'] },
    {
      id: 'GV.SC-10',
      means: 'Access of a supplier ends, provably, with the relationship.',
      proofs: ['revocations'],
      unseen: 'one supplier’s exit: that is the certificate (grantline certificate)',
    },
    {
      id: 'RS.AN-06, RS.AN-07',
      means: 'Records of what was done are kept whole, with their provenance.',
      proofs: ['integrity'],
    },
    {
      id: 'RS.MI-01, RS.MI-02',
      means: 'Access is contained and proven gone.',
      proofs: ['revocations'],
    },
  ],
};
