/** NIST SP 800-207, Zero Trust Architecture: the seven tenets of section 2.1. */
import type { Framework } from './framework.ts';

export const sp800207: Framework = {
  id: 'sp-800-207',
  title: 'NIST SP 800-207, Zero Trust Architecture',
  source: 'NIST SP 800-207 (August 2020), section 2.1, in own words',
  controls: [
    {
      id: 'Tenet 1',
      means: 'Every tenant and service counts as a resource.',
      proofs: ['inventory'],
    },
    {
      id: 'Tenet 2',
      means: 'Communication is secured wherever it runs.',
      proofs: ['coverage'],
      unseen: 'transport between two vendors: it is theirs',
    },
    {
      id: 'Tenet 3',
      means: 'Standing grants become grants with an end.',
      proofs: ['credentials', 'reviews', 'revocations'],
    },
    {
      id: 'Tenet 4',
      means: 'Access is decided anew by policy when owner, scopes or vendor change.',
      proofs: ['approvals', 'changes', 'leavers'],
    },
    {
      id: 'Tenet 5',
      means: 'The state of every integration is watched.',
      proofs: ['findings', 'coverage'],
    },
    {
      id: 'Tenet 6',
      means: 'Authorisation is enforced, and read back at the vendor.',
      proofs: ['approvals', 'revocations'],
    },
    {
      id: 'Tenet 7',
      means: 'What is learnt is kept and used.',
      proofs: ['integrity', 'findings', 'coverage'],
    },
  ],
};
