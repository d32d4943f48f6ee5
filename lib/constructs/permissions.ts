/** Who may do what: one table of grants, named resources only. What is not here is not allowed. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { HandlerName } from '#platform/environment.ts';
import type { EvidenceVault } from './evidence-vault.ts';
import type { Functions } from './functions.ts';
import type { InventoryTable, TableAccess } from './inventory-table.ts';
import type { SecretPurpose, VendorCredentials } from './vendor-credentials.ts';

interface Grants {
  readonly table?: readonly TableAccess[];
  readonly indexes?: readonly string[];
  readonly secrets?: readonly SecretPurpose[];
  readonly payloads?: readonly ('s3:GetObject' | 's3:PutObject')[];
  readonly evidence?: readonly ('s3:GetObject' | 's3:PutObject')[];
  /** State machine actions. */
  readonly start?: boolean;
  readonly answer?: boolean;
}

const READ_WRITE = ['read', 'write'] as const;

/** Grants by handler. Only what revokes may read `act`. */
export const GRANTS: Readonly<Record<HandlerName, Grants>> = {
  'receive-webhook': { secrets: ['webhook'], payloads: ['s3:PutObject'] },
  'ingest-delivery': { table: READ_WRITE, secrets: ['read'], payloads: ['s3:GetObject'] },
  'schedule-sweeps': { table: ['read'] },
  'sweep-vendor': {
    table: READ_WRITE,
    secrets: ['read'],
    payloads: ['s3:GetObject', 's3:PutObject'],
  },
  'apply-owner-left': { table: READ_WRITE, indexes: ['OwnerIndex'] },
  'relay-transitions': {},
  'evaluate-policy': { table: READ_WRITE, start: true },
  'check-deadlines': { table: READ_WRITE, indexes: ['DueIndex'] },
  'append-evidence': { table: READ_WRITE, evidence: ['s3:GetObject', 's3:PutObject'] },
  'seal-evidence': { table: READ_WRITE, evidence: ['s3:GetObject'] },
  'open-task': { table: READ_WRITE, answer: true },
  'record-decision': { table: READ_WRITE, answer: true },
  'request-revocation': { table: READ_WRITE },
  'conclude-reauthorisation': { table: READ_WRITE },
  'conclude-revocation': { table: READ_WRITE },
  // They read back what they did with the same credential.
  'suspend-grant': { table: READ_WRITE, secrets: ['act'] },
  'resume-grant': { table: READ_WRITE, secrets: ['act'] },
  'revoke-grant': { table: READ_WRITE, secrets: ['act'] },
  'confirm-revocation': { table: READ_WRITE, secrets: ['read'] },
  // They ask for revocations; only the workflow that follows may read `act`.
  'open-incident': { table: READ_WRITE },
  'decide-incident': { table: READ_WRITE },
  'run-incident': { table: READ_WRITE },
  'route-alert': { table: READ_WRITE, secrets: ['message'] },
  'tell-assignee': { table: READ_WRITE, indexes: ['OpenTaskIndex'], secrets: ['message'] },
  'answer-link': { table: READ_WRITE, answer: true },
};

export interface PermissionsProps {
  readonly functions: Functions;
  readonly inventory: InventoryTable;
  readonly evidence: EvidenceVault;
  readonly credentials: VendorCredentials;
  readonly machineArns: { readonly reauthorisation: string; readonly revocation: string };
}

function grantObjects(lambda: IFunction, grants: Grants, props: PermissionsProps): void {
  if (grants.payloads !== undefined) props.inventory.grantPayloads(lambda, grants.payloads);
  if (grants.evidence !== undefined) props.evidence.grant(lambda, grants.evidence);
}

/** Gives every function exactly its grants. */
export function grantAll(names: readonly HandlerName[], props: PermissionsProps): void {
  for (const name of names) {
    const lambda = props.functions[name];
    const grants = GRANTS[name];
    if (grants.table !== undefined) props.inventory.grant(lambda, grants.table, grants.indexes);
    grantObjects(lambda, grants, props);
    for (const purpose of grants.secrets ?? []) props.credentials.grant(lambda, purpose);
    const machines = [props.machineArns.reauthorisation, props.machineArns.revocation];
    if (grants.start) {
      lambda.addToRolePolicy(
        new PolicyStatement({ actions: ['states:StartExecution'], resources: machines }),
      );
    }
    if (grants.answer) {
      lambda.addToRolePolicy(
        new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: machines }),
      );
    }
  }
}
