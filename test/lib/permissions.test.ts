import { GRANTS } from '#lib/constructs/permissions.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';
import { speaksOf, statementsOf, whoMay } from './statements.ts';
import { handlerOf, listOf, synthesise, targetOf } from './template.ts';

const built = synthesise();
const { ofType } = built;
const statements = statementsOf(built);
const functions = ofType('AWS::Lambda::Function');
const idsOf = (all: [string, unknown][]) => all.map(([id]) => id).sort();

describe('permissions', () => {
  it('give every function a role of its own', () => {
    const roles = functions.map(([, { Properties }]) => targetOf(Properties.Role));
    expect(new Set(roles).size).toBe(HANDLER_NAMES.length);
  });

  it('name their actions and, but for three actions that know no resource, their resources', () => {
    const wildActions = statements.flatMap(([, one]) =>
      listOf(one.Action).filter((action) => action === '*' || action.endsWith(':*')),
    );
    expect(wildActions).toEqual([]);
    const anywhere = statements
      .filter(([role, one]) => one.Resource === '*' && handlerOf(role) !== undefined)
      .flatMap(([, one]) => listOf(one.Action));
    expect([...new Set(anywhere)].sort()).toEqual([
      'dynamodb:ListStreams',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('never allow a scan, a deletion or a batch write of the table', () => {
    const actions = new Set(statements.flatMap(([, one]) => listOf(one.Action)));
    for (const action of ['Scan', 'DeleteItem', 'DeleteTable', 'BatchWriteItem', '*']) {
      expect([...actions]).not.toContain(`dynamodb:${action}`);
    }
    expect([...actions]).toContain('dynamodb:PutItem');
  });

  it('let only what revokes read the credential that acts', () => {
    expect(whoMay(built, 'secretsmanager:GetSecretValue', speaksOf('/act-??????'))).toEqual([
      'resume-grant',
      'revoke-grant',
      'suspend-grant',
    ]);
  });

  it('let only the receiver read signing secrets', () => {
    expect(whoMay(built, 'secretsmanager:GetSecretValue', speaksOf('/webhook-??????'))).toEqual([
      'receive-webhook',
    ]);
  });

  it('let only what tells on-call read the secrets of the channels', () => {
    expect(whoMay(built, 'secretsmanager:GetSecretValue', speaksOf('/message-??????'))).toEqual([
      'route-alert',
    ]);
  });

  it('let only what looks read the credential that reads', () => {
    expect(whoMay(built, 'secretsmanager:GetSecretValue', speaksOf('/read-??????'))).toEqual([
      'confirm-revocation',
      'ingest-delivery',
      'sweep-vendor',
    ]);
  });

  it('open no secret to anybody but those', () => {
    const expected = HANDLER_NAMES.filter((name) => GRANTS[name].secrets !== undefined);
    expect(whoMay(built, 'secretsmanager:GetSecretValue')).toEqual([...expected].sort());
    const places = statements
      .filter(([, one]) => listOf(one.Action).includes('secretsmanager:GetSecretValue'))
      .map(([, one]) => /grantline\/([^"]+)-\?{6}"/.exec(JSON.stringify(one.Resource))?.[1]);
    expect(new Set(places)).toEqual(
      new Set(['*/*/read', '*/*/act', '*/*/webhook', 'channels/*/message']),
    );
  });

  it('let one function start workflows and those that end a question answer it', () => {
    expect(whoMay(built, 'states:StartExecution')).toEqual(['evaluate-policy']);
    expect(whoMay(built, 'states:SendTaskSuccess')).toEqual(['open-task', 'record-decision']);
    expect(whoMay(built, 'states:SendTaskFailure')).toEqual([]);
  });

  it('let one function speak on the bus and one on the topics', () => {
    expect(whoMay(built, 'events:PutEvents')).toEqual(['relay-transitions']);
    expect(whoMay(built, 'sns:Publish')).toEqual(['route-alert']);
  });

  it('let a workflow invoke only its own steps', () => {
    const stepsOf = (machine: string) =>
      statements
        .filter(([role, one]) => role.includes(machine) && one.Action === 'lambda:InvokeFunction')
        .flatMap(([, one]) =>
          listOf(one.Resource).map((resource) => handlerOf(targetOf(resource) ?? '')),
        )
        .filter((name) => name !== undefined)
        .sort();
    expect(stepsOf('GovernanceReauthorisation')).toEqual([
      'conclude-reauthorisation',
      'open-task',
      'resume-grant',
      'suspend-grant',
    ]);
    expect(stepsOf('GovernanceRevocation')).toEqual([
      'conclude-revocation',
      'confirm-revocation',
      'open-task',
      'revoke-grant',
      'suspend-grant',
    ]);
  });

  it('let a service invoke a function only for the resource that is named', () => {
    const open = ofType('AWS::Lambda::Permission').filter(
      ([, { Properties }]) =>
        Properties.SourceArn === undefined || !Properties.Principal.endsWith('.amazonaws.com'),
    );
    expect(idsOf(open)).toEqual([]);
    expect(ofType('AWS::Lambda::Permission').length).toBeGreaterThan(5);
  });
});
