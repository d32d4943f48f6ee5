import fc from 'fast-check';
import { slack } from '#connectors/slack/index.ts';
import { integrationId } from '#domain/integration-id.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';
import type { Signal } from '#use-cases/vendor-port.ts';

const CANARY = 'xoxb-CANARY';

function signals(record: unknown, tenant = 'T1'): Signal[] {
  return slack
    .read(record, { kind: 'webhook', tenant })
    .flatMap((one) => (one.outcome === 'observed' ? [one.signal] : []));
}

const idOf = (kind: IntegrationKind, clientId: string, principalId: string) =>
  integrationId({ vendor: 'slack', tenant: 'T1', kind, clientId, principalId });

function delivered(event: object, more: object = {}) {
  return {
    token: CANARY,
    team_id: 'T1',
    api_app_id: 'A1',
    type: 'event_callback',
    event_time: 1_770_000_000,
    event,
    ...more,
  };
}

function audited(action: string, more: object = {}) {
  return {
    action,
    date_create: 1_770_000_000,
    entity: { type: 'app', app: { id: 'A1', name: 'Notes', scopes: ['chat:write'] } },
    context: { location: { type: 'workspace', id: 'T1' } },
    ...more,
  };
}

describe('tokens that ended', () => {
  it('of a person leave the app and its bot token alive', () => {
    const event = { type: 'tokens_revoked', tokens: { oauth: ['U1', 'U2'] } };
    const found = signals(delivered(event));

    expect(found.map((one) => one.observation?.key.principalId)).toEqual(['user:U1', 'user:U2']);
    expect(found.map((one) => one.kind)).toEqual(['slack-user-token', 'slack-user-token']);
    expect(found[0]?.integrationId).toBe(idOf('slack-user-token', 'A1', 'user:U1'));
  });

  it('of the bot have the app looked at, for its people’s tokens may live', () => {
    const [found] = signals(delivered({ type: 'tokens_revoked', tokens: { bot: ['U9'] } }));

    expect(found).toMatchObject({ class: 'removed', followUp: { kind: 'read' } });
    expect(found?.observation).toBeUndefined();
  });

  it('a token answer is two permissions of two holders, and neither token is repeated', () => {
    const answer = {
      ok: true,
      access_token: CANARY,
      app_id: 'A1',
      scope: 'commands',
      team: { id: 'T1' },
      authed_user: { id: 'U1', scope: 'chat:write', access_token: CANARY },
    };

    expect(signals(answer).map((one) => [one.kind, one.scopes])).toEqual([
      ['slack-app-installation', ['commands']],
      ['slack-user-token', ['chat:write']],
    ]);
    expect(JSON.stringify(signals(answer))).not.toContain('CANARY');
  });
});

describe('an uninstall', () => {
  it('is of the one workspace the envelope names', () => {
    const [found] = signals(delivered({ type: 'app_uninstalled' }));

    expect(found).toMatchObject({
      integrationId: idOf('slack-app-installation', 'A1', 'team:T1'),
      observation: { presence: { status: 'removed' }, occurredAt: 1_770_000_000_000 },
    });
    expect(JSON.stringify(found)).not.toContain('CANARY');
  });

  it('of an app that is on the whole organisation is of the organisation', () => {
    const wide = { authorizations: [{ is_enterprise_install: true }] };
    const [found] = signals(delivered({ type: 'app_uninstalled' }, wide));

    expect(found?.kind).toBe('slack-org-app');
  });

  it('that names no app ends nothing', () => {
    const [found] = signals({ team_id: 'T1', event: { type: 'app_uninstalled' } });

    expect(found?.observation).toBeUndefined();
    expect(found?.integrationId).toBeUndefined();
  });
});

describe('a restriction', () => {
  it('ends the approval and not the install', () => {
    const [found] = signals(audited('app_restricted'));

    expect(found).toMatchObject({ class: 'app_blocked', kind: 'slack-app-approval' });
    expect(found?.observation?.key.kind).toBe('slack-app-approval');
  });
});

describe('grown scopes', () => {
  const grown = (previous: string[], more: object = {}) =>
    audited('app_scopes_expanded', {
      details: { new_scopes: ['a', 'b'], previous_scopes: previous },
      ...more,
    });

  it('are the whole new set of the app that is named', () => {
    expect(signals(grown(['a']))[0]?.observation).toMatchObject({ scopes: ['a', 'b'] });
  });

  it('are those of the app in the context when the entity is the workspace', () => {
    const context = { location: { type: 'workspace', id: 'T1' }, app: { id: 'A7', name: 'Seven' } };
    const entity = { type: 'workspace', workspace: { id: 'T1' } };

    expect(signals(grown(['a'], { entity, context }))[0]?.app?.id).toBe('A7');
  });

  it('that did not grow are nothing, in whatever order they are listed', () => {
    expect(signals(grown(['b', 'a']))).toEqual([]);
  });
});

describe('a member who left', () => {
  const changed = (user: object, more: object = {}) =>
    signals(delivered({ type: 'user_change', user }, more));
  const mira = { id: 'U1', deleted: true, profile: { email: 'Mira@Example.com' } };

  it('is told by the delivery itself in a workspace', () => {
    expect(changed(mira)).toMatchObject([
      { class: 'owner_deactivated', person: { active: false, email: 'mira@example.com' } },
    ]);
  });

  it('is looked up in an organisation, where only one workspace may have let them go', () => {
    const [found] = changed(mira, { enterprise_id: 'E1' });

    expect(found?.person).toBeUndefined();
    expect(found?.followUp).toEqual({ kind: 'person', personId: 'U1' });
  });

  it.each([
    ['who only changed their picture', { ...mira, deleted: false }],
    ['of whom nothing is told', { id: 'U1' }],
    ['who is a bot', { ...mira, is_bot: true }],
  ])('is nobody %s', (_who, user) => {
    expect(changed(user)).toEqual([]);
  });
});

describe('an installer', () => {
  it('is named by the e-mail that the entry gives of its actor, and by no other’s', () => {
    const actor = { user: { id: 'W1', email: 'Admin@Example.com' } };
    const by = (id?: string) =>
      signals(audited('app_installed', { actor, details: { installer_user_id: id } }))[0]?.owner;

    expect(by('W1')).toBe('admin@example.com');
    expect(by()).toBe('admin@example.com');
    expect(by('W2')).toBeUndefined();
  });
});

describe('times', () => {
  it.each([
    [1_770_000_000, 1_770_000_000_000],
    ['1770000000', 1_770_000_000_000],
    ['1770000000.000100', 1_770_000_000_000],
    ['2022-07-28 16:48:14', Date.UTC(2022, 6, 28, 16, 48, 14)],
    ['2024-08-19 13:54:53.000000000', Date.UTC(2024, 7, 19, 13, 54, 53)],
    [123, undefined],
    ['', undefined],
    [null, undefined],
    ['soon', undefined],
  ])('%p', (written, instant) => {
    expect(signals(audited('app_installed', { date_create: written }))[0]?.occurredAt).toBe(
      instant,
    );
  });

  it('ids as numbers are the ids as texts', () => {
    const row = {
      service_id: 4_000_001,
      service_type: 'RSS',
      change_type: 'added',
      date: '1770000000',
    };

    expect(signals(row)).toEqual(signals({ ...row, service_id: '4000001' }));
  });
});

it('whatever is sent, nothing is thrown and no secret is repeated', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('event', 'action', 'entries', 'members', 'logs', 'approved_apps', 'payload'),
      fc.object({
        maxDepth: 3,
        key: fc.constantFrom('type', 'user', 'id', 'app', 'tokens', 'scopes'),
      }),
      (name, value) => {
        const record = { token: CANARY, access_token: CANARY, [name]: value };
        const text = JSON.stringify(slack.read(record, { kind: 'webhook', tenant: 'T1' }));
        expect(text).not.toContain('CANARY');
      },
    ),
  );
});
