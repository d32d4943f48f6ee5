/** What `connect` tells at the end. It has no field a secret could travel in. */
import type { Vendor } from '#events/vocabulary.ts';
import type { PermissionReport } from '#use-cases/vendor-port.ts';
import type { SecretPurpose } from '../backend.ts';
import { facts, printable } from '../output.ts';
import type { StoreOutcome } from './connect-secrets.ts';

export interface ConnectReport {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly tenantName?: string;
  readonly baseUrl: string;
  /** What became of each secret; absent = there is none. */
  readonly secrets: Readonly<Partial<Record<SecretPurpose, StoreOutcome | 'kept'>>>;
  readonly missing: PermissionReport['missing'];
  readonly notes: readonly string[];
  /** Absent when the vendor pushes nothing. */
  readonly webhookUrl?: string;
}

/** The report for people. */
export function connectText(report: ConnectReport): string {
  const { tenantName } = report;
  const secrets = Object.entries(report.secrets).map(
    ([purpose, outcome]) => `${purpose} ${outcome}`,
  );
  return [
    facts([
      ['connected', report.vendor],
      ['tenant', tenantName === undefined ? report.tenant : `${report.tenant} (${tenantName})`],
      ['API', report.baseUrl],
      ['secrets', secrets.join(', ')],
      ['webhook URL', report.webhookUrl],
    ]),
    ...missingText(report.missing),
    ...report.notes.map((note) => `! ${printable(note)}`),
    ...(report.webhookUrl === undefined
      ? []
      : ['Configure the webhook URL at the vendor, with the same secret, sending JSON.']),
    `Next: grantline sweep ${report.vendor} ${printable(report.tenant)} --wait`,
  ].join('\n');
}

function missingText(missing: PermissionReport['missing']): string[] {
  if (missing.length === 0) return ['Every permission the credential needs for reading is there.'];
  return [
    'Missing permissions, and what stays unseen without them:',
    ...missing.map((one) => printable(`  - ${one.permission}: ${one.unseen}`)),
  ];
}
