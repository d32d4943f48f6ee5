/** ISO/IEC 27001:2022, Annex A controls that integrations touch. */
import type { Framework } from './framework.ts';

export const iso27001: Framework = {
  id: 'iso27001',
  title: 'ISO/IEC 27001:2022, Annex A',
  source: 'ISO/IEC 27001:2022, Annex A, control numbers',
  controls: [
    {
      id: 'A.5.9',
      means: 'Integrations are listed, each with an owner.',
      proofs: ['inventory', 'ownership'],
    },
    { id: 'A.5.15', means: 'Access follows rules.', proofs: ['approvals', 'privilege'] },
    {
      id: 'A.5.16',
      means: 'Identities are managed through their whole life.',
      proofs: ['inventory', 'leavers', 'revocations'],
    },
    {
      id: 'A.5.17',
      means: 'Credentials are known and do not grow old unseen.',
      proofs: ['credentials'],
    },
    {
      id: 'A.5.18',
      means: 'Rights are given, reviewed, changed and removed.',
      proofs: ['approvals', 'reviews', 'changes', 'revocations'],
    },
    {
      id: 'A.5.19, A.5.21',
      means: 'Risk of suppliers’ access is managed.',
      proofs: ['inventory', 'findings'],
    },
    {
      id: 'A.5.22',
      means: 'Changes of suppliers’ services are watched and approved anew.',
      proofs: ['changes', 'approvals'],
    },
    {
      id: 'A.5.23',
      means: 'Cloud services are taken up, used and left in order.',
      proofs: ['inventory', 'revocations'],
      unseen: 'one supplier’s exit: that is the certificate (grantline certificate)',
    },
    { id: 'A.5.28', means: 'Evidence is collected and kept whole.', proofs: ['integrity'] },
    {
      id: 'A.8.2',
      means: 'Privileged rights are few, known and approved.',
      proofs: ['privilege', 'approvals'],
    },
    { id: 'A.8.15', means: 'Records are kept and protected.', proofs: ['integrity', 'coverage'] },
    { id: 'A.8.16', means: 'Integrations are monitored.', proofs: ['findings', 'coverage'] },
  ],
};
