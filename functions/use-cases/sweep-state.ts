/** A sweep in the memory of one invocation, and what that invocation may use. */
import type { Sweep } from '#domain/sweep.ts';
import type { Instant } from '#domain/time.ts';
import type { Provenance } from './apply-observation.ts';
import type { SignalPorts } from './apply-signal.ts';
import type { Connection, Connections, Coverage, KnownRow, Log, Sweeps } from './ports.ts';

export interface SweepPorts extends SignalPorts {
  readonly connections: Connections;
  readonly sweeps: Sweeps;
  readonly coverage: Coverage;
  readonly log: Log;
}

/** What one invocation may use up. */
export interface SweepBudget {
  readonly pagesMax: number;
  /** Our clock's time at which to stop and hand on. */
  readonly until: Instant;
}

/** A sweep in the memory of one invocation. */
export interface SweepState {
  sweep: Sweep;
  /** Whether the store has a checkpoint of it. */
  readonly stored: boolean;
  readonly seen: Set<string>;
  /** Ids seen in this invocation, for the next chunk. */
  readonly seenNow: string[];
  readonly known: Map<string, KnownRow>;
  /** The same rows by the digest they are recognised by. */
  readonly knownAs: Map<string, KnownRow>;
  /** Unmapped scopes of what this invocation wrote, by id; they take the place of the row's. */
  readonly unmapped: Map<string, number>;
  readonly connection: Connection;
  readonly provenance: Provenance;
}
