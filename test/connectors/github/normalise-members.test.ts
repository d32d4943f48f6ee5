import { github } from '#connectors/github/index.ts';

const user = { id: 42, login: 'mira-k' };

function personTold(action: string) {
  const record = { action, membership: { user }, organization: { login: 'acme', id: 9001 } };
  const [reading] = github.read(record, { kind: 'webhook', tenant: '9001' });
  return reading?.outcome === 'observed' ? reading.signal.person : undefined;
}

describe('members of a GitHub organisation', () => {
  test('who were removed and are added again are the same person, and active', () => {
    const removed = personTold('member_removed');

    expect(removed).toMatchObject({ personId: '42', name: 'mira-k', active: false });
    expect(personTold('member_added')).toEqual({
      ...removed,
      active: true,
      status: 'member of the organisation',
    });
  });

  test('are not those who were only invited', () => {
    expect(personTold('member_invited')).toBeUndefined();
  });
});
