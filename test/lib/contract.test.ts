import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { INDEXES } from '#adapters/dynamodb/keys.ts';
import { DETAIL_TYPES } from '#events/catalogue.ts';
import { EVENT_SOURCE } from '#events/envelope.ts';
import { GRANTS } from '#lib/constructs/permissions.ts';
import { loadPolicy } from '#lib/deployment-config.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';
import { ENVIRONMENTS, type HandlerName } from '#platform/environment.ts';
import { expectGolden } from './golden.ts';
import { statementsOf } from './statements.ts';
import { handlerOf, listOf, synthesise, targetOf } from './template.ts';

const built = synthesise({ mailFrom: 'grantline@example.com' });
const { ofType, outputs } = built;
const functions = ofType('AWS::Lambda::Function').map(
  ([id, { Properties }]) => [handlerOf(id), Properties] as const,
);

describe('handlers and functions', () => {
  it('are the same set', () => {
    const folder = fileURLToPath(new URL('../../functions/handlers', import.meta.url));
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('compose'))
      .map((file) => file.slice(0, -'.ts'.length));
    expect(functions.map(([name]) => name).sort()).toEqual(files.sort());
    expect(Object.keys(ENVIRONMENTS).sort()).toEqual(files.sort());
  });

  it.each(HANDLER_NAMES)('%s gets exactly the variables it reads', (name: HandlerName) => {
    const found = functions.find(([handler]) => handler === name);
    const { NODE_OPTIONS: _options, ...own } = found?.[1].Environment.Variables ?? {};
    const resolved = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : 'known at deployment',
      ]),
    );
    expect(ENVIRONMENTS[name].safeParse(resolved).error?.issues).toBeUndefined();
    expect(Object.keys(resolved).sort()).toEqual(Object.keys(ENVIRONMENTS[name].shape).sort());
  });
});

describe('rules of the bus', () => {
  const patterns = ofType('AWS::Events::Rule')
    .map(([id, { Properties }]) => [id, Properties] as const)
    .filter(([, { EventPattern }]) => EventPattern !== undefined);

  it('listen only to events of the catalogue, on the own bus', () => {
    expect(patterns).toHaveLength(5);
    for (const [, { EventPattern, EventBusName }] of patterns) {
      expect(EventPattern.source).toEqual([EVENT_SOURCE]);
      expect(EventBusName).toBeDefined();
      for (const type of EventPattern['detail-type']) expect(DETAIL_TYPES).toContain(type);
    }
  });

  it('route every severity that the policy routes, each once', () => {
    const { alerts } = loadPolicy(undefined);
    const routed = patterns.flatMap(([, { EventPattern }]) => EventPattern.detail?.severity ?? []);
    expect(routed.sort()).toEqual([...alerts.page.severities, ...alerts.notify.severities].sort());
  });

  it('bring the evidence everything that is said, but for the seals', () => {
    const toEvidence = patterns.find(([id]) => id.startsWith('GrantlineLifecycleEvidence'));
    const types = DETAIL_TYPES.filter((type) => type !== 'evidence.sealed');
    expect(toEvidence?.[1].EventPattern['detail-type']).toEqual(types);
    expect(toEvidence?.[1].EventPattern.detail).toBeUndefined();
  });

  it('bring the decision point every event that a rule of the policy names', () => {
    const toPolicy = patterns.find(([id]) => id.startsWith('GrantlineLifecyclePolicy'));
    const named = new Set(loadPolicy(undefined).rules.map(({ on }) => on));
    for (const type of named) expect(toPolicy?.[1].EventPattern['detail-type']).toContain(type);
  });
});

describe('the table', () => {
  const [[, table] = []] = ofType('AWS::DynamoDB::Table');
  const keysOf = (schema: { AttributeName: string }[]) => schema.map((one) => one.AttributeName);

  it('has the keys and indexes that the adapters query', () => {
    expect(keysOf(table?.Properties.KeySchema)).toEqual(['pk', 'sk']);
    const indexes: { IndexName: string; KeySchema: { AttributeName: string }[] }[] =
      table?.Properties.GlobalSecondaryIndexes;
    expect(indexes.map(({ IndexName }) => IndexName).sort()).toEqual(Object.values(INDEXES).sort());
    const keys = Object.fromEntries(indexes.map((one) => [one.IndexName, keysOf(one.KeySchema)]));
    expect(keys).toEqual({
      [INDEXES.due]: ['dueShard', 'dueAt'],
      [INDEXES.owner]: ['ownerKey'],
      [INDEXES.client]: ['clientKey'],
      [INDEXES.publisher]: ['publisherKey'],
      [INDEXES.openTask]: ['openTask', 'dueAt'],
    });
  });

  it('opens to functions only indexes that it has', () => {
    const granted = Object.values(GRANTS).flatMap(({ indexes }) => indexes ?? []);
    for (const index of granted) expect(Object.values(INDEXES)).toContain(index);
  });

  it('streams only inserted transitions to the relay', () => {
    const filters = ofType('AWS::Lambda::EventSourceMapping').flatMap(
      ([, { Properties }]) => Properties.FilterCriteria?.Filters ?? [],
    );
    expect(filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT'], dynamodb: { NewImage: { sk: { S: [{ prefix: 'V#' }] } } } },
    ]);
  });
});

describe('the stack', () => {
  it('says where everything is that operators and the command line need', () => {
    expect(Object.keys(outputs).sort()).toEqual([
      'AnswerUrl',
      'BusDeadLettersUrl',
      'BusName',
      'EvidenceBucketName',
      'EvidenceDeadLettersUrl',
      'InboxDeadLettersUrl',
      'InboxQueueUrl',
      'IncidentDeadLettersUrl',
      'LeaverDeadLettersUrl',
      'LinkSecretArn',
      'NotifyTopicArn',
      'PageTopicArn',
      'PayloadBucketName',
      'PeopleApiId',
      'PeopleApiUrl',
      'ReauthorisationMachineArn',
      'RelayDeadLettersUrl',
      'RevocationMachineArn',
      'SecretPrefix',
      'SweepDeadLettersUrl',
      'SweepQueueUrl',
      'TableName',
      'TokenLife',
      'WebhookApiId',
      'WebhookUrl',
    ]);
  });

  it('says how long the deployed policy lets tokens live, and nothing where it is silent', () => {
    const policyFile = fileURLToPath(new URL('../../local/story/policy.yaml', import.meta.url));
    const told = JSON.parse(synthesise({ policyFile }).outputs.TokenLife.Value);

    expect(told).toEqual(loadPolicy(policyFile).revocation['token-life']);
    expect(JSON.parse(outputs.TokenLife.Value)).toEqual({});
  });

  it('holds the reviewed kinds and numbers of resources', () => {
    const counts: Record<string, number> = {};
    for (const { Type } of Object.values(built.resources)) counts[Type] = (counts[Type] ?? 0) + 1;
    expectGolden('resources', Object.fromEntries(Object.entries(counts).sort()));
  });

  it('gives every function the reviewed permissions', () => {
    const allowed: Record<string, string[]> = {};
    for (const [role, { Action, Resource }] of statementsOf(built)) {
      const name = handlerOf(role) ?? bare(role);
      const lines = listOf(Action).map((action) => `${action} on ${inWords(Resource)}`);
      allowed[name] = [...(allowed[name] ?? []), ...lines].sort();
    }
    expectGolden('permissions', allowed);
  });

  it('starts what the reviewed rules, schedules and mappings say', () => {
    const rules = ofType('AWS::Events::Rule').map(([id, { Properties }]) => [
      bare(id),
      {
        when: Properties.ScheduleExpression ?? Properties.EventPattern,
        targets: Properties.Targets.map((target: { Arn: unknown; Input?: string }) =>
          [inWords(target.Arn), target.Input].filter((part) => part !== undefined).join(' with '),
        ),
      },
    ]);
    const mappings = ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => [
      inWords(Properties.EventSourceArn),
      `${inWords(Properties.FunctionName)}, ${Properties.BatchSize} at a time`,
    ]);
    expectGolden('wiring', {
      rules: Object.fromEntries(rules),
      mappings: Object.fromEntries(mappings),
    });
  });

  it('has the reviewed alarms', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
      Properties.AlarmDescription.split('. ')[0],
      `${Properties.Statistic} ${Properties.MetricName} of ${(Properties.Dimensions ?? [])
        .map(({ Value }: { Value: unknown }) => inWords(Value))
        .join()} over ${Properties.Threshold} in ${Properties.Period} s to ${inWords(
        Properties.AlarmActions,
      )}`,
    ]);
    expectGolden('alarms', Object.fromEntries(alarms));
    expect(alarms.length).toBeLessThanOrEqual(20);
  });
});

/** A logical id without the hash at its end. */
function bare(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** A reference as a reviewer reads it: handler or construct, and what stands around it. */
function inWords(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  if (Array.isArray(reference)) return reference.map(inWords).join(' ');
  const joined = (reference as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  if (joined !== undefined) return joined[1].map(inWords).join(joined[0]);
  const target = targetOf(reference) ?? JSON.stringify(reference);
  return target.startsWith('AWS::') ? target : (handlerOf(target) ?? bare(target));
}
