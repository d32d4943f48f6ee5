/** How a connector says what it can: yes, in part and why, no and why. */
import type { CapabilityStatement } from '#use-cases/vendor-port.ts';

/** Covered, with these permissions. */
export function yes(...permissions: string[]): CapabilityStatement {
  return { coverage: 'yes', permissions };
}

/** Covered but for what the reason says. */
export function partial(reason: string, ...permissions: string[]): CapabilityStatement {
  return { coverage: 'partial', reason, permissions };
}

/** Not covered; no permission would help. */
export function no(reason: string): CapabilityStatement {
  return { coverage: 'no', reason, permissions: [] };
}
