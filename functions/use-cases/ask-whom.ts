/** Whom a question goes to, in order: from what is stored and what the directories say today. */
import { limitsOf } from '#domain/deadlines.ts';
import { currentAddress, strictest } from '#domain/directory.ts';
import type { Integration } from '#domain/integration.ts';
import { askChain, isSamePerson } from '#domain/ownership.ts';
import type { Policy } from '#domain/policy.ts';
import type { Connections, People } from './ports.ts';

export interface AskWhomPorts {
  readonly people: People;
  readonly connections: Connections;
  readonly policy: Policy;
}

/** The chain for an integration; whoever a directory says has left is not in it. */
export async function askWhom(
  ports: AskWhomPorts,
  known: Integration,
  requester: string | undefined,
): Promise<readonly [string, ...string[]]> {
  const { approvers } = limitsOf(ports.policy, known.tier);
  const accounts = known.owner && (await ports.people.accounts(known.owner.email));
  const owner = accounts && strictest(accounts);
  const connection = await ports.connections.load(known);
  const others = [known.backupOwner, owner?.managerEmail, connection?.defaultOwner];
  const gone = new Set<string>();
  for (const email of new Set([...others, ...(approvers ?? [])])) {
    if (email === undefined) continue;
    const person = strictest(await ports.people.accounts(email));
    if (person?.active === false) gone.add(email);
  }
  return askChain({
    owner: known.owner && {
      ...known.owner,
      email: currentAddress(known.owner.email, accounts ?? []),
    },
    backupOwner: known.backupOwner,
    managerEmail: owner?.managerEmail,
    defaultOwner: connection?.defaultOwner,
    approvers,
    requester,
    gone: (email) => gone.has(email),
    fallback: ports.policy.reauthorisation['fallback-owner'],
  });
}

/** The owner's stored address when whoever was asked is the owner, reached at a newer one. */
export async function ownerAsked(
  people: People,
  { owner }: Integration,
  asked: string,
): Promise<string> {
  if (owner === undefined) return asked;
  const current = currentAddress(owner.email, await people.accounts(owner.email));
  return isSamePerson(current, asked) ? owner.email : asked;
}
