/** SOC 2: common criteria of the AICPA Trust Services Criteria that integrations touch. */
import type { Framework } from './framework.ts';

export const soc2: Framework = {
  id: 'soc2',
  title: 'SOC 2, common criteria',
  source: 'AICPA Trust Services Criteria (2017, points of focus 2022), identifiers',
  controls: [
    {
      id: 'CC6.1',
      means: 'Access to protected assets is listed and classified.',
      proofs: ['inventory', 'privilege'],
    },
    {
      id: 'CC6.2',
      means: 'Access is authorised before use and ends when it is no longer authorised.',
      proofs: ['approvals', 'leavers', 'revocations'],
    },
    {
      id: 'CC6.3',
      means:
        'Access is granted, changed and removed with least privilege and separation of duties.',
      proofs: ['privilege', 'approvals', 'changes', 'reviews', 'revocations'],
    },
    {
      id: 'CC6.6',
      means: 'Access from outside the boundary is limited.',
      proofs: ['findings'],
      unseen: 'network limits where the vendor does not tell them',
    },
    {
      id: 'CC6.8',
      means: 'Software that nobody approved is found.',
      proofs: ['inventory', 'approvals'],
    },
    { id: 'CC7.1', means: 'Changes of configuration are found.', proofs: ['changes', 'coverage'] },
    { id: 'CC7.2', means: 'Anomalies are watched for.', proofs: ['findings', 'coverage'] },
    {
      id: 'CC7.3, CC7.4',
      means: 'Events are judged and answered.',
      proofs: ['findings', 'revocations'],
    },
    { id: 'CC8.1', means: 'Changes are authorised.', proofs: ['changes', 'approvals'] },
    {
      id: 'CC9.2',
      means: 'Risk of vendors is managed to the end.',
      proofs: ['inventory', 'revocations'],
    },
  ],
};
