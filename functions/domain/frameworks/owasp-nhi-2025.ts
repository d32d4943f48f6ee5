/** OWASP Non-Human Identities Top 10, 2025. */
import type { Framework } from './framework.ts';

export const owaspNhi2025: Framework = {
  id: 'owasp-nhi-2025',
  title: 'OWASP Non-Human Identities Top 10, 2025',
  source: 'OWASP Foundation, Non-Human Identities Top 10 (2025), risk names',
  controls: [
    {
      id: 'NHI1:2025 Improper Offboarding',
      means: 'No grant or key outlives its owner, its purpose or the contract with its vendor.',
      proofs: ['leavers', 'ownership', 'revocations', 'findings'],
      finding: 'NHI1',
    },
    {
      id: 'NHI2:2025 Secret Leakage',
      means: 'Credentials are known by kind and age; one that leaked is proven dead.',
      proofs: ['credentials', 'revocations', 'findings'],
      finding: 'NHI2',
      unseen: 'where tokens were pasted; leak reports come from elsewhere',
    },
    {
      id: 'NHI3:2025 Vulnerable Third-Party NHI',
      means: 'When the holder of a token is breached, every grant of it is known and can be ended.',
      proofs: ['inventory', 'revocations', 'findings'],
      finding: 'NHI3',
    },
    {
      id: 'NHI4:2025 Insecure Authentication',
      means: 'The kind of credential behind each integration is known.',
      proofs: ['credentials', 'findings'],
      finding: 'NHI4',
      unseen: 'the OAuth flow where the vendor does not tell it',
    },
    {
      id: 'NHI5:2025 Overprivileged NHI',
      means: 'No integration may do more than somebody approved.',
      proofs: ['privilege', 'approvals', 'changes', 'findings'],
      finding: 'NHI5',
    },
    {
      id: 'NHI6:2025 Insecure Cloud Deployment Configurations',
      means: 'Static keys of pipelines are listed and grow old in sight.',
      proofs: ['credentials', 'findings'],
      finding: 'NHI6',
      unseen: 'trust settings of federated credentials',
    },
    {
      id: 'NHI7:2025 Long-Lived Secrets',
      means: 'Credentials have an end, and those over age are named.',
      proofs: ['credentials', 'reviews', 'findings'],
      finding: 'NHI7',
    },
    {
      id: 'NHI8:2025 Environment Isolation',
      means: 'What is named as a test holds no rights in production.',
      proofs: ['privilege', 'findings'],
      finding: 'NHI8',
    },
    {
      id: 'NHI9:2025 NHI Reuse',
      means: 'One client in several tenants is seen as one.',
      proofs: ['inventory', 'findings'],
      finding: 'NHI9',
      unseen: 'one secret used for two purposes at the same vendor',
    },
    {
      id: 'NHI10:2025 Human Use of NHI',
      means: 'People do not work through the identity of an integration.',
      proofs: ['findings', 'coverage'],
      finding: 'NHI10',
      unseen: 'single uses: no connected vendor tells them',
    },
  ],
};
