import { addressOf, compared, strictest } from '#domain/directory.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import { DAY, MARCH } from './facts.ts';

const mira: DirectoryPerson = {
  vendor: 'okta',
  tenant: 'o',
  personId: '1',
  email: 'mira@example.com',
  active: true,
  status: 'ACTIVE',
  managerEmail: 'boss@example.com',
  occurredAt: MARCH,
};
const left = { ...mira, active: false, status: 'DEPROVISIONED', occurredAt: MARCH + DAY };

/** Takes sightings one after the other, as a store would keep them. */
function told(...sightings: DirectoryPerson[]) {
  let known: DirectoryPerson[] = [];
  const changed = sightings.map((seen) => {
    const result = compared(known, seen);
    if (result.write) known = [...known.filter((one) => !sameAccount(one, seen)), seen];
    return result.changed;
  });
  return { changed, person: strictest(known) };
}

function sameAccount(a: DirectoryPerson, b: DirectoryPerson): boolean {
  return a.vendor === b.vendor && a.tenant === b.tenant && a.personId === b.personId;
}

describe('people of the directories', () => {
  it('have left when one of two directories says so; a manager is taken from where one is told', () => {
    const { managerEmail: _told, ...rest } = mira;
    const crm = { ...rest, vendor: 'salesforce', tenant: 's', active: false } as const;
    const { changed, person } = told(mira, crm, mira);

    expect(changed).toEqual([true, true, false]);
    expect(person).toMatchObject({ active: false, managerEmail: 'boss@example.com' });
  });

  it('are not brought back by a fact older than the one that ended them', () => {
    const { changed, person } = told(left, mira);

    expect(changed).toEqual([true, false]);
    expect(person?.active).toBe(false);
  });

  it('who came back under a new account have not left with the old one', () => {
    const again = { ...mira, personId: '2', occurredAt: MARCH + 2 * DAY };
    const { changed, person } = told(again, left, again, left);

    expect(changed).toEqual([true, false, false, false]);
    expect(person?.active).toBe(true);
  });

  it('have left when the last of their accounts is closed', () => {
    const { changed, person } = told(mira, { ...mira, personId: '2' }, left, {
      ...left,
      personId: '2',
    });

    expect(changed).toEqual([true, false, false, true]);
    expect(person?.active).toBe(false);
  });

  it('nobody told of are unknown, not gone', () => {
    expect(strictest([])).toBeUndefined();
  });

  it('are found by e-mail, else by name, in lower case', () => {
    const { email: _none, ...nameless } = mira;

    expect(addressOf({ ...mira, email: 'Mira@Example.com' })).toBe('mira@example.com');
    expect(addressOf({ ...nameless, name: 'MIRA' })).toBe('mira');
    expect(addressOf(nameless)).toBeUndefined();
  });
});
