/** From nothing to an inventory, and what deliveries may and may not do to it. */
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Delivery, StoryStep } from './context.ts';
import { calm, eventAbout, inventory, named, saidSince } from './looking.ts';
import { expectThat } from './not-observed.ts';
import { connections, GITHUB_SECRET, GITHUB_TENANT, OKTA_TENANT } from './vendors.ts';

const CORPUS = new URL('../corpus/', import.meta.url);

/** A recorded GitHub payload, signed as GitHub signs it. */
function recorded(file: string, event: string): Delivery {
  const body = readFileSync(new URL(`github/${file}`, CORPUS), 'utf8');
  const signature = createHmac('sha256', GITHUB_SECRET).update(body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-github-hook-installation-target-id': '29310',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
}

/** Kept so that the duplicate is the same delivery to the byte. */
const installation = recorded('octokit-webhooks-installation.created.json', 'installation');

export const DISCOVERY_STEPS: readonly StoryStep[] = [
  {
    id: 'deploy',
    title: 'The synthesised app is deployed',
    expected: '25 functions and two state machines stand on the engine',
    async run({ deployed, outputs }) {
      expectThat(deployed.functions === 25, `${deployed.functions} functions`);
      expectThat(outputs.RevocationMachineArn !== undefined, 'no revocation machine');
      return `${deployed.resources} resources, ${deployed.functions} functions`;
    },
  },
  {
    id: 'connect',
    title: 'Four vendors are connected with grantline connect',
    expected: 'each credential is checked, stored and names its tenant',
    async run({ grantline, vendors }) {
      for (const { words, env } of connections(vendors)) await grantline(words, env);
      return 'github, okta, salesforce and slack connected';
    },
  },
  {
    id: 'first-sweep',
    title: 'The first sweep finds everything the vendors show',
    expected: '14 integrations, each said once as discovered',
    async run(context) {
      await context.grantline(['sweep', '--wait']);
      const found = await inventory(context);
      expectThat(found.length === 14, `${found.length} integrations, expected 14`);
      await context.observer.until('discovered events', () => {
        const said = context.observer.events.filter(
          (event) => event.type === 'integration.discovered',
        );
        return said.length === found.length ? said : undefined;
      });
      return `${found.length} integrations, ${found.length} discovered events`;
    },
  },
  {
    id: 'unchanged-sweep',
    title: 'A second sweep writes and says nothing',
    expected: 'no new event, no new version',
    async run(context) {
      await calm(context);
      const before = new Map((await inventory(context)).map((one) => [one.id, one.version]));
      const events = context.observer.events.length;
      await context.grantline(['sweep', '--wait']);
      const after = await inventory(context);
      await calm(context);
      // The clock may ask about an old credential meanwhile: that is no doing of the sweep.
      const since = context.observer.events.slice(events);
      const said = since.filter((event) => event.cause.kind === 'sweep');
      expectThat(said.length === 0, `said: ${said[0]?.type}`);
      const about = new Set(
        since.map((event) => ('subject' in event ? event.subject?.integrationId : undefined)),
      );
      const moved = after.filter((one) => before.get(one.id) !== one.version && !about.has(one.id));
      expectThat(moved.length === 0, `a version of ${moved[0]?.clientName} moved`);
      return `${after.length} integrations unchanged, 0 events`;
    },
  },
  {
    id: 'recorded-github',
    title: 'A recorded GitHub delivery, signed, is taken',
    expected: '204, and the recorded app is discovered',
    async run(context) {
      const { world } = context.vendors.github;
      const before = await inventory(context);
      world.install({ slug: 'recorded', appId: 29310, permissions: { metadata: 'read' } });
      const status = await context.post('github', GITHUB_TENANT, installation);
      expectThat(status === 204, `status ${status}`);
      const found = await context.observer.until('the recorded installation', async () => {
        const known = new Set(before.map((one) => one.id));
        return (await inventory(context)).find((one) => !known.has(one.id));
      });
      await eventAbout(context, 'integration.discovered', found.id);
      return `status 204, ${found.kind} discovered`;
    },
  },
  {
    id: 'duplicate',
    title: 'The same delivery again changes nothing',
    expected: '204, no new event',
    async run(context) {
      await calm(context);
      const from = { events: context.observer.events.length, vendor: 'github' } as const;
      for (let copy = 0; copy < 3; copy += 1) {
        const status = await context.post('github', GITHUB_TENANT, installation);
        expectThat(status === 204, `status ${status}`);
      }
      const noise = recorded('octokit-webhooks-ping.json', 'ping');
      expectThat((await context.post('github', GITHUB_TENANT, noise)) === 204, 'ping refused');
      await inventory(context);
      expectThat((await saidSince(context, from)).length === 0, 'something was said');
      return 'three copies taken, 0 events';
    },
  },
  {
    id: 'forged',
    title: 'Forged deliveries are refused',
    expected: '401 for a wrong signature, 404 for an unknown tenant or vendor, nothing said',
    async run(context) {
      await calm(context);
      const events = context.observer.events.length;
      const forged = {
        ...installation,
        headers: { ...installation.headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      };
      const statuses = [
        await context.post('github', GITHUB_TENANT, forged),
        await context.post('github', '404404', installation),
        await context.post('salesforce', GITHUB_TENANT, installation),
        await context.post('okta', OKTA_TENANT, {
          body: '{}',
          headers: { authorization: 'guess' },
        }),
      ];
      expectThat(statuses.join() === '401,404,404,401', `statuses ${statuses.join()}`);
      const said = [
        ...(await saidSince(context, { events, vendor: 'github' })),
        ...(await saidSince(context, { events, vendor: 'okta' })),
      ];
      expectThat(said.length === 0, `said: ${said[0]?.type}`);
      return `statuses ${statuses.join(', ')}`;
    },
  },
  {
    id: 'truncated-sweep',
    title: 'A truncated sweep removes nothing',
    expected: 'sweep.incomplete with the reason, every integration still there',
    async run(context) {
      const { behaviour } = context.vendors.salesforce.world;
      const before = await inventory(context);
      behaviour.hiddenTokens = 2;
      await context.grantline(['sweep', 'salesforce', '--wait']);
      behaviour.hiddenTokens = 0;
      const said = await context.observer.until('sweep.incomplete', () =>
        context.observer.events.find((event) => event.type === 'sweep.incomplete'),
      );
      const after = await inventory(context);
      const gone = after.filter((one) => one.state === 'removed-at-source');
      expectThat(gone.length === 0 && after.length === before.length, `${gone.length} removed`);
      const reason = said.type === 'sweep.incomplete' ? said.change.reasons[0]?.reason : undefined;
      return `0 removed; said: ${reason}`;
    },
  },
  {
    id: 'recorded-okta',
    title: 'A recorded Okta hook delivery is only a hint',
    expected: '204, and nobody leaves on its word alone',
    async run(context) {
      const body = readFileSync(new URL('okta/synthetic-event-hook.json', CORPUS), 'utf8');
      await calm(context);
      const events = context.observer.events.length;
      const { calls } = context.vendors.okta.server;
      const asked = calls.length;
      const status = await context.post(
        'okta',
        OKTA_TENANT,
        context.vendors.okta.deliverRecorded(body),
      );
      expectThat(status === 204, `status ${status}`);
      await context.observer.until('a look at Okta', () =>
        calls.slice(asked).find((call) => call.includes('/users/')),
      );
      const dialer = await named(context, 'Log exporter');
      const said = await saidSince(context, { events, vendor: 'okta' });
      expectThat(said.length === 0, `said: ${said[0]?.type}`);
      return `status 204, looked up at Okta, ${dialer.state} as before`;
    },
  },
];
