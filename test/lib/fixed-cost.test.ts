/**
 * What stands costs money before anything happens. Prices are list prices of us-east-1 in dollars a
 * month; a queue mapping is what its five pollers cost in empty receives.
 */
import { synthesise } from './template.ts';

const PRICES: Readonly<Record<string, number>> = {
  'AWS::SecretsManager::Secret': 0.4,
  'AWS::KMS::Key': 1,
  'AWS::CloudWatch::Alarm': 0.1,
  'AWS::Logs::MetricFilter': 0.3,
  'AWS::CloudWatch::Dashboard': 3,
  'AWS::EC2::NatGateway': 32.85,
  'AWS::EC2::VPCEndpoint': 7.3,
};
const QUEUE_MAPPING = 0.26;

/** AWS gives every account these for good: alarms, and receives worth this much. */
const ALARMS_FREE = 10;
const RECEIVES_FREE = 0.4;

/** One that reads, one that acts, one for webhooks, which Salesforce does not send. */
const SECRETS_OF_THREE = 3 + 3 + 2;

const { resources, ofType } = synthesise();

function mappings(): number {
  return ofType('AWS::Lambda::EventSourceMapping').filter(
    ([, { Properties }]) => Properties.StartingPosition === undefined,
  ).length;
}

function standing(): number {
  return Object.values(resources).reduce(
    (sum, { Type }) => sum + (PRICES[Type] ?? 0),
    mappings() * QUEUE_MAPPING,
  );
}

describe('fixed cost a month', () => {
  it('is below 3.30 dollars for the stack as it stands, nothing counted as free', () => {
    expect(standing()).toBeLessThan(3.3);
    expect(standing()).toBeGreaterThan(0);
  });

  it('is at most 5 dollars with GitHub, Okta and Salesforce connected, after what every account has free', () => {
    const free = ALARMS_FREE * (PRICES['AWS::CloudWatch::Alarm'] ?? 0) + RECEIVES_FREE;
    const secrets = SECRETS_OF_THREE * (PRICES['AWS::SecretsManager::Secret'] ?? 0);
    const cents = Math.round((standing() - free + secrets) * 100);
    expect(cents).toBeLessThanOrEqual(500);
  });

  it('holds nothing that costs by the hour', () => {
    const hourly = Object.values(resources).filter(({ Type }) =>
      /^AWS::(EC2|RDS|ECS|ElastiCache|OpenSearchService|ElasticLoadBalancingV2)::/.test(Type),
    );
    expect(hourly).toEqual([]);
  });

  it('provisions no concurrency and no capacity', () => {
    expect(ofType('AWS::Lambda::Version')).toEqual([]);
    expect(ofType('AWS::Lambda::Alias')).toEqual([]);
    expect(ofType('AWS::ApplicationAutoScaling::ScalableTarget')).toEqual([]);
    for (const [, { Properties }] of ofType('AWS::DynamoDB::Table')) {
      expect(Properties.ProvisionedThroughput).toBeUndefined();
    }
  });

  it('keeps logs and payloads no longer than asked', () => {
    for (const [, { Properties }] of ofType('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBeLessThanOrEqual(365);
    }
    const unlocked = ofType('AWS::S3::Bucket').filter(
      ([, { Properties }]) => Properties.ObjectLockEnabled !== true,
    );
    expect(unlocked).toHaveLength(1);
    for (const [, { Properties }] of unlocked) {
      expect(Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(14);
    }
  });
});
