import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeploymentConfigError,
  loadPolicy,
  parseDeploymentConfig,
} from '#lib/deployment-config.ts';
import { synthesise } from './template.ts';

function policyFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'grantline-policy-')), 'policy.yaml');
  writeFileSync(file, text);
  return file;
}

describe('configuration', () => {
  it('needs nothing', () => {
    expect(parseDeploymentConfig({})).toEqual({
      stackName: 'Grantline',
      sweepEvery: 'PT1H',
      feedEvery: 'PT5M',
      deadlinesEvery: 'PT15M',
      evidenceLockMode: 'governance',
      evidenceRetentionDays: 365,
      streamSources: [],
      logRetentionDays: 90,
    });
  });

  it.each([
    ['a word nobody knows', { sweepevery: 'PT1H' }, 'sweepevery'],
    ['a duration that is none', { sweepEvery: '1 hour' }, 'grantline.sweepEvery'],
    ['a cadence that no schedule knows', { sweepEvery: 'PT90S' }, 'whole number of minutes'],
    ['a duration of nothing', { feedEvery: 'PT0S' }, 'grantline.feedEvery'],
    ['an address that is none', { pageEmail: 'on-call' }, 'grantline.pageEmail'],
    ['a retention CloudWatch has but we do not', { logRetentionDays: 7 }, 'logRetentionDays'],
    ['no concurrency', { receiverConcurrency: 0 }, 'grantline.receiverConcurrency'],
    ['a stack name CloudFormation refuses', { stackName: '1st' }, 'grantline.stackName'],
    [
      'a stream without a source',
      { streamSources: [{ eventBusName: 'okta', source: '' }] },
      'grantline.streamSources.0.source',
    ],
    ['a boundary by ARN', { permissionsBoundary: 'arn:aws:x' }, 'grantline.permissionsBoundary'],
    ['a key by alias', { customerKeyArn: 'alias/acme' }, 'grantline.customerKeyArn'],
    ['a text', 'Grantline', 'grantline: '],
  ])('with %s is refused by the name of the field', (_what, raw, field) => {
    expect(() => parseDeploymentConfig(raw)).toThrow(DeploymentConfigError);
    expect(() => parseDeploymentConfig(raw)).toThrow(field);
  });

  it('is taken as text too, as the command line hands it over', () => {
    expect(parseDeploymentConfig('{"sweepEvery":"P1D"}').sweepEvery).toBe('P1D');
    expect(() => parseDeploymentConfig('{"sweepEvery":"x"}')).toThrow('grantline.sweepEvery');
  });

  it('names every wrong field at once', () => {
    const wrong = () => parseDeploymentConfig({ sweepEvery: 'x', feedEvery: 'y' });
    expect(wrong).toThrow(/sweepEvery.*feedEvery/);
  });

  it('is checked by the construct as well, whoever makes it', () => {
    expect(() => synthesise({ sweepEvery: 'often' })).toThrow('grantline.sweepEvery');
  });
});

describe('policy', () => {
  it('is the default one when the deployer has none', () => {
    expect(loadPolicy(undefined)).toMatchObject({ name: 'default', version: 1 });
  });

  it('keeps every default that the deployer does not touch', () => {
    const own = loadPolicy(policyFile('name: acme\ntiers: { "0": { owner-within: P1D } }\n'));
    const defaults = loadPolicy(undefined);
    expect(own.tiers['0']).toEqual({ ...defaults.tiers['0'], 'owner-within': 'P1D' });
    expect(own.rules).toEqual(defaults.rules);
  });

  it.each([
    ['a wrong duration', 'tiers: { "0": { owner-within: soon } }', 'tiers.0.owner-within'],
    ['an unknown field', 'reauthorisation: { ask-after: P1D }', 'reauthorisation'],
    ['a share over one', 'absence: { breaker-share: 30 }', 'absence.breaker-share'],
    ['an event nobody says', 'rules: [{ id: own, on: integration.gone, do: [] }]', 'rules.0.on'],
    ['a list instead of a document', '- 1', 'the policy is wrong'],
  ])('with %s is refused by the name of the field', (_what, text, field) => {
    expect(() => loadPolicy(policyFile(text))).toThrow(field);
  });

  it('is refused when its file is not there', () => {
    expect(() => loadPolicy('/nowhere/policy.yaml')).toThrow(
      'grantline.policyFile: there is no file /nowhere/policy.yaml',
    );
  });

  it('is refused when its file is no YAML', () => {
    expect(() => loadPolicy(policyFile('rules: [}'))).toThrow(/grantline\.policyFile: .* no YAML/);
  });

  it.each([
    ['a question', 'reauthorisation: { revoke-after: P351D }', 'reauthorisation.revoke-after'],
    ['a manual step', 'revocation: { manual-within: P30D }', 'revocation.manual-within'],
    [
      'the life of a token',
      'revocation: { token-life: { okta-api-token: P1D, salesforce-oauth-token: P29D } }',
      'revocation.token-life.salesforce-oauth-token',
    ],
  ])('with %s that outlives its workflow is refused', (_what, text, field) => {
    expect(() => synthesise({ policyFile: policyFile(text) })).toThrow(field);
  });

  it('takes waits that a workflow lives through', () => {
    const text = 'reauthorisation: { revoke-after: P350D }\nrevocation: { manual-within: P29D }\n';
    expect(() => synthesise({ policyFile: policyFile(text) })).not.toThrow();
  });

  it('stops the synthesis before anything is deployed', () => {
    const file = policyFile('revocation: { manual-within: PT0S }');
    expect(() => synthesise({ policyFile: file })).toThrow('revocation.manual-within');
  });
});
