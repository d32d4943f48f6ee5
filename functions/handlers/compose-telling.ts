/** Ports of what reaches people and takes their answers by link. */
import { createCourier } from '#adapters/channels/courier.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { createAnswerLinks } from '#adapters/links/answer-links.ts';
import { createSecretReader } from '#adapters/secrets-manager/secrets.ts';
import { createAlertSink } from '#adapters/sns/alert-sink.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import type { Log } from '#use-cases/ports.ts';
import { clock, signedCaller } from './compose.ts';
import { createDeciding } from './compose-deciding.ts';
import { openStore } from './compose-store.ts';

/** Open tasks, ways to people, signed links, the mark of what was sent. */
export function createTelling(environment: EnvironmentOf<'tell-assignee'>, log: Log) {
  const { table, deliveries } = openStore(environment.TABLE_NAME);
  const read = createSecretReader(signedCaller(), clock);
  const courier = createCourier({
    caller: signedCaller(),
    read,
    prefix: environment.SECRET_PREFIX,
    mailFrom: environment.MAIL_FROM,
    fetch,
  });
  const alerts = createAlertSink({
    page: environment.PAGE_TOPIC_ARN,
    notify: environment.NOTIFY_TOPIC_ARN,
  });
  const links = createAnswerLinks({
    key: () => read(environment.LINK_SECRET_ARN),
    baseUrl: environment.ANSWER_URL,
    clock,
  });
  return { tasks: createTasks(table), courier, links, deliveries, alerts, clock, log };
}

/** What a decision needs, and the key that reads links. */
export function createLinkAnswering(environment: EnvironmentOf<'answer-link'>) {
  const read = createSecretReader(signedCaller(), clock);
  const key = () => read(environment.LINK_SECRET_ARN);
  const links = createAnswerLinks({ key, baseUrl: '', clock });
  return { ...createDeciding(environment), links };
}
