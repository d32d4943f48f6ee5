/** Ports of what asks people: what decides, and the connectors' words for what a scope allows. */
import { loadConnector } from '#connectors/registry.ts';
import { createDeciding } from './compose-deciding.ts';

/** Everything a question needs. */
export function createAsking(environment: { TABLE_NAME: string; POLICY_FILE: string }) {
  return { ...createDeciding(environment), connector: loadConnector };
}
