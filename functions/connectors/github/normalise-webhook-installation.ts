/** Webhooks about one installation of a GitHub App -> readings. Pure. */
import type { Observation } from '#domain/observation.ts';
import type { Instant } from '#domain/time.ts';
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';
import { ignored, observed, rejected } from '../reading.ts';
import { brokenParts, idWithin, type Tenancy, tenancyOf } from './normalise-reading.ts';
import {
  installationKey,
  installationObservation,
  installationScopes,
  resourceNames,
} from './normalise-rows.ts';
import { InstallationRow, WebhookFrame } from './schema.ts';

type Body = Readonly<Record<string, unknown>>;

interface InstallationChange {
  readonly class: Signal['class'];
  readonly reason: string;
  readonly presence?: Observation['presence']['status'];
}

const INSTALLATION_CHANGES: Readonly<Record<string, InstallationChange>> = {
  created: { class: 'integration.observed', reason: 'app installed' },
  deleted: { class: 'removed', reason: 'app uninstalled', presence: 'removed' },
  suspend: { class: 'app_blocked', reason: 'installation suspended', presence: 'suspended' },
  unsuspend: { class: 'integration.observed', reason: 'suspension lifted', presence: 'active' },
  new_permissions_accepted: { class: 'scopes_changed', reason: 'new permissions accepted' },
};

/** `installation` and its old name: carries the whole grant, so it can be reconciled on. */
export function readInstallation(body: Body, origin: RecordOrigin): Reading {
  const frame = WebhookFrame.parse(body);
  const action = frame.action ?? '';
  const change = Object.hasOwn(INSTALLATION_CHANGES, action)
    ? INSTALLATION_CHANGES[action]
    : undefined;
  if (change === undefined) return ignored(`installation action ${action} changes no grant`);
  const parsed = InstallationRow.safeParse(body.installation);
  if (!parsed.success) return rejected(`installation without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const tenancy = tenancyOf(origin, [row.account?.id ?? row.target_id]);
  const occurredAt = changedAt(row, action);
  const observation = wholeGrant(row, { tenancy, change, frame, occurredAt });
  return observed({
    ...installationSignal(row, { tenancy, frame }),
    class: change.class,
    reason: change.reason,
    occurredAt,
    observation,
    followUp:
      observation === undefined ? { kind: 'collect', collector: 'installations' } : undefined,
  });
}

/** Time of a change. `updated_at` of a deletion is the time of installation, and one that equals
 *  `created_at` was not moved by this change: both would make news look old. */
function changedAt(row: InstallationRow, action: string): Instant | undefined {
  if (action === 'created') return row.created_at;
  if (action === 'deleted') return undefined;
  if (action === 'suspend') return row.suspended_at;
  return row.updated_at === row.created_at ? undefined : row.updated_at;
}

function wholeGrant(
  row: InstallationRow,
  about: {
    tenancy: Tenancy;
    change: InstallationChange;
    frame: WebhookFrame;
    occurredAt: Instant | undefined;
  },
): Observation | undefined {
  const { tenancy, change, frame } = about;
  if (tenancy.tenant === undefined || tenancy.foreign) return undefined;
  const listed = installationObservation(row, tenancy.tenant);
  const facts = {
    ...listed,
    resources: resourceNames(frame.repositories),
    occurredAt: about.occurredAt,
    actor: frame.sender?.login,
  };
  if (change.presence === undefined) return facts;
  if (change.presence !== 'removed') return { ...facts, presence: { status: change.presence } };
  return { ...facts, presence: { status: 'removed', cause: removalCause(row, frame) } };
}

/** Who uninstalled: the account itself, an owner of the organisation, or a machine. */
function removalCause(
  row: InstallationRow,
  frame: WebhookFrame,
): 'user' | 'admin' | 'platform' | 'unknown' {
  const { sender } = frame;
  if (sender?.type === 'Bot') return 'platform';
  if (sender?.type !== 'User') return 'unknown';
  return sender.id !== undefined && sender.id === row.account?.id ? 'user' : 'admin';
}

function installationSignal(
  row: InstallationRow,
  about: { tenancy: Tenancy; frame: WebhookFrame },
): Omit<Signal, 'class' | 'reason'> {
  const { tenancy, frame } = about;
  return {
    tenant: tenancy.tenant,
    kind: 'github-app-installation',
    integrationId: idWithin(tenancy, (id) => installationKey(id, row.app_id)),
    app: { id: row.app_id, name: row.app_slug },
    actor: frame.sender?.login,
    owner: row.account?.login,
    scopes: installationScopes(row),
  };
}

/** The list of repositories changed; what it is now is only in the vendor's list. */
export function readRepositories(body: Body, origin: RecordOrigin): Reading {
  const parsed = InstallationRow.safeParse(body.installation);
  if (!parsed.success) return rejected(`installation without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const frame = WebhookFrame.parse(body);
  const tenancy = tenancyOf(origin, [row.account?.id ?? row.target_id]);
  return observed({
    ...installationSignal(row, { tenancy, frame }),
    class: 'scopes_changed',
    reason: `repositories of an installation ${frame.action ?? 'changed'}`,
    occurredAt: changedAt(row, 'repositories'),
    followUp: { kind: 'collect', collector: 'installations' },
  });
}
