/** What nobody may keep by being forgotten: growth, leavers, age, and the proof of an end. */
import type { StoryContext, StoryStep } from './context.ts';
import { eventAbout, named, taskAbout } from './looking.ts';
import { expectThat } from './not-observed.ts';
import { GITHUB_TENANT, growOld, OKTA_TENANT } from './vendors.ts';

async function stateOf(context: StoryContext, name: string): Promise<string> {
  return (await named(context, name)).state;
}

export const GOVERNANCE_STEPS: readonly StoryStep[] = [
  {
    id: 'scope-grows',
    title: 'An app’s permissions grow and the owner refuses',
    expected: 'scopes-changed, a task in plain words, refused, revoked at GitHub and verified',
    async run(context) {
      const { github, buildHelper } = context.vendors;
      const known = await named(context, 'build-helper');
      github.world.grow(buildHelper, { contents: 'write', secrets: 'write' });
      const delivery = github.deliverInstallation('new_permissions_accepted', buildHelper);
      expectThat((await context.post('github', GITHUB_TENANT, delivery)) === 204, 'refused');
      await eventAbout(context, 'integration.scopes-changed', known.id);
      const task = await taskAbout(context, known.id);
      await context.grantline(['refuse', task.id, '--comment', 'nobody asked for that', '--yes']);
      await eventAbout(context, 'integration.revocation-verified', known.id);
      const there = github.world.installations.some((one) => one.slug === 'build-helper');
      expectThat(!there, 'GitHub still has the installation');
      return `asked ${task.assignee}, refused, ${await stateOf(context, 'build-helper')}`;
    },
  },
  {
    id: 'second-answer',
    title: 'A second answer to the same task is refused',
    expected: 'the command ends with the first answer named',
    async run(context) {
      const done = context.observer.events.find(
        (event) => event.type === 'task.done' && event.change.answer === 'refuse',
      );
      expectThat(done?.type === 'task.done', 'no task was answered');
      try {
        await context.grantline(['approve', done.task.taskId, '--yes']);
      } catch (error) {
        const said = error instanceof Error ? error.message : '';
        expectThat(said.includes('already answered'), said);
        return said.slice(said.indexOf('error: '));
      }
      throw new TypeError('a second answer was taken');
    },
  },
  {
    id: 'owner-leaves',
    title: 'An owner leaves in Okta',
    expected: 'owner-left for what they authorised in Salesforce, their manager is asked',
    async run(context) {
      const { okta, leaver } = context.vendors;
      const dialer = await context.observer.until('the token of the leaver', () => {
        const seen = context.observer.events.find(
          (event) =>
            event.type === 'integration.discovered' &&
            event.subject.principal === leaver.email &&
            event.subject.kind === 'salesforce-oauth-token',
        );
        return seen?.type === 'integration.discovered' ? seen.subject : undefined;
      });
      const delivery = okta.deliverHook([okta.world.deactivate(leaver)]);
      expectThat((await context.post('okta', OKTA_TENANT, delivery)) === 204, 'refused');
      await eventAbout(context, 'integration.owner-left', dialer.integrationId);
      const task = await taskAbout(context, dialer.integrationId);
      expectThat(task.assignee === 'boss@example.com', `asked ${task.assignee}`);
      await context.grantline(['approve', task.id, '--comment', 'taken over', '--yes']);
      await eventAbout(context, 'integration.approval-granted', dialer.integrationId);
      return `asked ${task.assignee}, who took it over`;
    },
  },
  {
    id: 're-authorised',
    title: 'An old Salesforce token is re-authorised',
    expected: 'token-ageing, a task, approved with an end date',
    async run(context) {
      const known = await named(context, 'Quote Builder');
      growOld(context.vendors.quoteBuilder);
      await context.grantline(['sweep', 'salesforce', '--wait']);
      await eventAbout(context, 'integration.token-ageing', { id: known.id, seconds: 150 });
      const task = await taskAbout(context, known.id);
      await context.grantline(['approve', task.id, '--comment', 'still used', '--yes']);
      const granted = await eventAbout(context, 'integration.approval-granted', known.id);
      const until =
        granted.type === 'integration.approval-granted' ? granted.change.validUntil : '';
      return `approved until ${until.slice(0, 10)}, ${await stateOf(context, 'Quote Builder')}`;
    },
  },
  {
    id: 'nobody-vouches',
    title: 'An old Salesforce token nobody vouches for',
    expected: 'asked, reminded, escalated, last call, revoked and verified',
    async run(context) {
      const known = await named(context, 'Old Data Loader');
      await eventAbout(context, 'integration.revocation-verified', { id: known.id, seconds: 300 });
      const { world } = context.vendors.salesforce;
      const there = world.tokens.some((one) => one.AppName === 'Old Data Loader');
      expectThat(!there, 'Salesforce still has the token');
      const escalated = context.observer.events.filter(
        (event) => event.type === 'task.escalated' && event.subject?.integrationId === known.id,
      );
      return `asked and ${escalated.length} times handed on, ${await stateOf(context, 'Old Data Loader')}`;
    },
  },
  {
    id: 'lying-vendor',
    title: 'A vendor answers 200 to a revocation and revokes nothing',
    expected: 'never verified: a manual task, then revocation-failed and a page',
    async run(context) {
      const { okta } = context.vendors;
      const known = await named(context, 'Log tool');
      okta.world.behaviour.liesAboutRevocation = true;
      await context.grantline(['revoke', known.id, '--yes']);
      await eventAbout(context, 'integration.revocation-failed', { id: known.id, seconds: 180 });
      okta.world.behaviour.liesAboutRevocation = false;
      const verified = context.observer.events.some(
        (event) =>
          event.type === 'integration.revocation-verified' &&
          event.subject.integrationId === known.id,
      );
      expectThat(!verified, 'it was called verified');
      await context.observer.until('a page', () =>
        context.observer.alerts.find((text) => text.includes('Revocation FAILED')),
      );
      return `${await stateOf(context, 'Log tool')}, on-call was told`;
    },
  },
];
