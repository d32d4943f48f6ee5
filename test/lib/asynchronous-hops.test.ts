import type { Statement } from './statements.ts';
import { synthesise, targetOf } from './template.ts';

const { ofType, resources } = synthesise();
const functions = ofType('AWS::Lambda::Function');
const queues = ofType('AWS::SQS::Queue');
const deadLetters = queues.filter(([, { Properties }]) => Properties.RedrivePolicy === undefined);
const idsOf = (all: [string, unknown][]) => all.map(([id]) => id).sort();

describe('asynchronous hops', () => {
  it('keep what fails for two weeks', () => {
    for (const [, { Properties }] of queues)
      expect(Properties.MessageRetentionPeriod).toBe(1_209_600);
  });

  it('have a queue for what fails: rules, work queues, the stream and asynchronous functions', () => {
    const known = new Set(idsOf(deadLetters));
    const targets = ofType('AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(known).toContain(targetOf(target.DeadLetterConfig?.Arn));
    for (const [, { Properties }] of queues.filter(([id]) => !known.has(id))) {
      expect(known).toContain(targetOf(Properties.RedrivePolicy.deadLetterTargetArn));
      expect(Properties.RedrivePolicy.maxReceiveCount).toBe(5);
    }
    const invokedByRules = new Set(targets.map((target: { Arn: unknown }) => targetOf(target.Arn)));
    for (const [id, { Properties }] of functions.filter(([one]) => invokedByRules.has(one))) {
      expect([id, known.has(targetOf(Properties.DeadLetterConfig?.TargetArn) ?? '')]).toEqual([
        id,
        true,
      ]);
    }
  });

  it('have an alarm on every dead-letter queue that tells on-call, who CloudWatch may tell', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    const watched = alarms
      .filter(
        ([, { Properties }]) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible',
      )
      .map(([, { Properties }]) => targetOf(Properties.Dimensions[0].Value));
    expect(watched.sort()).toEqual(idsOf(deadLetters));
    const told = new Set(
      alarms.flatMap(([, { Properties }]) => Properties.AlarmActions.map(targetOf)),
    );
    const mayPublish = ofType('AWS::SNS::TopicPolicy')
      .filter(([, { Properties }]) =>
        (Properties.PolicyDocument.Statement as Statement[]).some(
          ({ Effect, Principal }) =>
            Effect === 'Allow' &&
            (Principal as { Service?: string }).Service === 'cloudwatch.amazonaws.com',
        ),
      )
      .flatMap(([, { Properties }]) => Properties.Topics.map(targetOf));
    expect([...told].sort()).toEqual(mayPublish.sort());
    expect(told.size).toBe(2);
  });

  it('watch both ways in which a workflow can end without its work done', () => {
    const metrics = ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties.Namespace === 'AWS/States')
      .map(([, { Properties }]) => Properties.MetricName);
    expect(metrics.sort()).toEqual([
      'ExecutionsFailed',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionsTimedOut',
    ]);
  });

  it('watch what vendors are told: the receiver answers an error, it does not throw one', () => {
    const [alarm, ...others] = ofType('AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) => Properties.Namespace === 'AWS/ApiGateway',
    );
    expect(others).toEqual([]);
    expect(alarm?.[1].Properties).toMatchObject({ MetricName: '5xx', Statistic: 'Sum' });
    const api = resources[targetOf(alarm?.[1].Properties.Dimensions[0].Value) ?? ''];
    expect(api?.Properties.Description).toBe('Grantline Webhooks');
  });

  it('report single failures, split a failing stream batch and give up within bounds', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping');
    for (const [, { Properties }] of mappings) {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
    const streams = mappings.filter(([, { Properties }]) => Properties.StartingPosition);
    expect(streams.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 10,
        MaximumRecordAgeInSeconds: 43_200,
        StartingPosition: 'TRIM_HORIZON',
      }),
    ]);
    const [[, stream] = []] = streams;
    const onFailure = targetOf(stream?.Properties.DestinationConfig.OnFailure.Destination);
    expect(idsOf(deadLetters)).toContain(onFailure);
  });

  it('hide a message six times as long as its function may run', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) => Properties.StartingPosition === undefined,
    );
    for (const [, { Properties }] of mappings) {
      const queue = resources[targetOf(Properties.EventSourceArn) ?? ''];
      const lambda = resources[targetOf(Properties.FunctionName) ?? ''];
      expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * lambda?.Properties.Timeout,
      );
    }
    expect(mappings).toHaveLength(5);
  });
});
