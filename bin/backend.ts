/** What a command needs of a deployed stack: ports of the use cases and two edges of the CLI's own. */

import type { Indicators } from '#domain/incident.ts';
import type { TokenLife } from '#domain/policy.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { EvidenceChains, EvidenceVault, SweepLog } from '#use-cases/evidence-ports.ts';
import type { Incidents } from '#use-cases/incident-port.ts';
import type {
  Clock,
  Connections,
  InboxReplay,
  Inventory,
  Publisher,
  Quarantine,
  Sweeps,
  Tasks,
  WorkQueue,
} from '#use-cases/ports.ts';
import type { VendorConnector, VendorHttp } from '#use-cases/vendor-port.ts';
import type { Terminal } from './terminal.ts';

/** Which stack a command talks to. */
export interface StackChoice {
  /** Name of the CloudFormation stack; absent = GRANTLINE_STACK or `Grantline`. */
  readonly stack?: string;
  /** Whether to use the engine that `npm start` runs on this machine. */
  readonly local?: boolean;
}

/** A person's answer to a task. */
export interface AnswerRequest {
  readonly answer: 'approve' | 'refuse' | 'done';
  /** What the person was shown. */
  readonly fingerprint: string;
  readonly comment?: string;
  /** Whom an approver names as backup owner. */
  readonly backupOwner?: string;
}

/** An operator's wish to end an integration as it was shown. */
interface RevocationRequest {
  readonly reason: 'operator';
  readonly incarnation: number;
  readonly fingerprint: string;
}

/** What a person decides about an incident. */
export interface IncidentRequest {
  readonly decision: 'run' | 'close';
  readonly confirmBy?: string;
  readonly acceptUnseen?: readonly string[];
}

/** The API for people: every decision goes through it, none past it into the store. */
export interface PeopleApi {
  /** @throws DecisionRefusedError naming the rule, NotFoundError, ConfigurationError (may not call) */
  answerTask(taskId: string, request: AnswerRequest): Promise<void>;
  /** @throws DecisionRefusedError naming the rule, NotFoundError, ConfigurationError (may not call) */
  requestRevocation(integrationId: string, request: RevocationRequest): Promise<void>;
  /** @returns id of the incident
   *  @throws ContractError (names nobody), ConfigurationError (may not call) */
  openIncident(indicators: Indicators): Promise<string>;
  /** @throws DecisionRefusedError naming the rule, NotFoundError, ConfigurationError (may not call) */
  decideIncident(incidentId: string, request: IncidentRequest): Promise<void>;
}

/** A secret as stored: the live value, and during a rotation the one before. */
export interface StoredSecret {
  readonly current: unknown;
  readonly previous?: unknown;
}

export type SecretPurpose = 'read' | 'act' | 'webhook';

/** Address of a secret. */
export interface SecretRef {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly purpose: SecretPurpose;
}

/** Where `connect` keeps credentials. */
export interface SecretVault {
  load(ref: SecretRef): Promise<StoredSecret | undefined>;
  save(ref: SecretRef, secret: StoredSecret): Promise<void>;
}

export interface Backend {
  readonly inventory: Inventory;
  readonly tasks: Tasks;
  readonly incidents: Incidents;
  readonly sweeps: Sweeps;
  readonly connections: Connections;
  readonly workQueue: Pick<WorkQueue, 'send'>;
  readonly quarantine: Quarantine;
  readonly inbox: InboxReplay;
  readonly publisher: Publisher;
  /** Chains of evidence, to be read only. */
  readonly evidence: {
    readonly chains: Pick<EvidenceChains, 'list' | 'seal'>;
    readonly vault: Pick<EvidenceVault, 'load'>;
    readonly sweepLog: SweepLog;
  };
  readonly people: PeopleApi;
  readonly secrets: SecretVault;
  /** What the deployed policy says of issued tokens, where that is shorter than the vendor's longest. */
  readonly tokenLife: TokenLife;
  /** Base URL under which vendors deliver, as the stack's output says. */
  readonly webhookBaseUrl: string;
}

/** Everything a command gets from outside. */
export interface Cli {
  readonly terminal: Terminal;
  readonly clock: Clock;
  connector(vendor: Vendor): Promise<VendorConnector>;
  vendorHttp(baseUrl: string): VendorHttp;
  /** @throws ConfigurationError when the stack or its outputs are missing */
  openBackend(choice: StackChoice): Promise<Backend>;
  /** Waits, or returns early when the person stops the command. */
  pause(ms: number): Promise<void>;
}
