/** A stack and a vendor for tests of `connect`. */
import type { Connection } from '#use-cases/ports.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import type { Backend, SecretRef, StoredSecret } from '../../../bin/backend.ts';
import { aConnector, type FakeWorld } from '../fake-cli.ts';

export const REPORT: PermissionReport = { tenant: '9001', tenantName: 'octo-org', missing: [] };

const nameOf = (ref: SecretRef) => `${ref.vendor}/${ref.tenant}/${ref.purpose}`;

export interface World extends FakeWorld {
  readonly stored: Map<string, StoredSecret>;
  readonly saved: Connection[];
  readonly sessions: VendorSession[];
}

/** A stack where secrets and connections land in plain sight. */
export function connectWorld(
  check: (session: VendorSession) => PermissionReport = () => REPORT,
  extra: Partial<FakeWorld> = {},
): World {
  const stored = new Map<string, StoredSecret>();
  const saved: Connection[] = [];
  const sessions: VendorSession[] = [];
  const backend: Partial<Backend> = {
    webhookBaseUrl: 'https://hooks.example.com',
    connections: {
      list: () => Promise.resolve(saved),
      load: ({ vendor, tenant }) =>
        Promise.resolve(saved.findLast((one) => one.vendor === vendor && one.tenant === tenant)),
      save: (connection) => {
        saved.push(connection);
        return Promise.resolve();
      },
    },
    secrets: {
      load: (ref) => Promise.resolve(stored.get(nameOf(ref))),
      save: (ref, secret) => {
        stored.set(nameOf(ref), secret);
        return Promise.resolve();
      },
    },
  };
  const connector = aConnector({
    capabilities: {
      vendor: 'github',
      title: 'GitHub',
      settings: { org: { about: 'login', needed: true }, enterprise: { about: 'slug' } },
      kinds: {},
      push: 'signed',
    },
    checkCredential: (session) => {
      sessions.push(session);
      return Promise.resolve().then(() => check(session));
    },
  });
  return { stored, saved, sessions, backend, connector, ...extra };
}

export const READ = ['connect', 'github', '--setting', 'org=octo-org', '--read-env', 'READ'];
