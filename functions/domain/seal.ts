/** The seal of a chain of evidence: once a day, what was read back and found whole. */
import { ContractError } from './errors.ts';
import { type ChainHead, type Seal, tenantOf } from './evidence.ts';
import type { Instant } from './time.ts';
import { draft, type Transition } from './transition.ts';

/** The next seal with its event.
 *  @param at last record that was read back, after the seal before
 *  @throws ContractError for a chain that belongs to no tenant: nobody could be told */
export function nextSeal(
  before: Seal | undefined,
  at: ChainHead,
  now: Instant,
): { readonly next: Seal; readonly transition: Transition } {
  const tenant = tenantOf(at.chain);
  if (tenant === undefined) throw new ContractError(`the chain ${at.chain} belongs to no tenant`);
  const next: Seal = {
    chain: at.chain,
    version: (before?.version ?? 0) + 1,
    from: (before?.position ?? 0) + 1,
    position: at.position,
    root: at.hash,
    sealedAt: now,
  };
  const said = { chain: next.chain, from: next.from, to: next.position, root: next.root };
  return {
    next,
    transition: {
      entityId: `seal:${next.chain}`,
      version: next.version,
      observedAt: now,
      cause: { kind: 'read-back', ref: `seal:${next.version}` },
      actor: { type: 'system' },
      correlationId: `seal:${next.chain}`.slice(0, 256),
      about: { tenant },
      events: [draft('evidence.sealed', 'info', said)],
      changed: {},
    },
  };
}
