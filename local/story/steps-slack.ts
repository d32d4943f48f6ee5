/** Slack tells of our own app and of people only: what a signed delivery of its may do. */
import type { StoryStep } from './context.ts';
import { calm, named, saidSince } from './looking.ts';
import { expectThat } from './not-observed.ts';
import { SLACK_TENANT } from './vendors.ts';

export const SLACK_STEPS: readonly StoryStep[] = [
  {
    id: 'slack-delivery',
    title: 'A Slack delivery about people is taken once its signature fits',
    expected: '204 for a signed one, 401 for a forged one, nothing said of an app',
    async run(context) {
      const { slack } = context.vendors;
      await calm(context);
      const from = { events: context.observer.events.length, vendor: 'slack' } as const;
      const ann = { id: 'U0STORY', deleted: false, profile: { email: 'ann@example.com' } };
      const delivery = slack.deliver({ type: 'user_change', user: ann });
      const forged = { ...delivery, body: `${delivery.body} ` };
      const statuses = [
        await context.post('slack', SLACK_TENANT, delivery),
        await context.post('slack', SLACK_TENANT, forged),
      ];
      expectThat(statuses.join() === '204,401', `statuses ${statuses.join()}`);
      const helper = await named(context, 'Stand-up Helper');
      expectThat((await saidSince(context, from)).length === 0, 'something was said');
      return `statuses ${statuses.join(', ')}; ${helper.clientName} ${helper.state} as before`;
    },
  },
];
