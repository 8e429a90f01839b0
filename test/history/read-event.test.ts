import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/history/read-event.ts';
import { acme, assumeRole, event, fromOps, raw, session } from './records.ts';

describe('a record', () => {
  it('is read with what matters of it', () => {
    const read = event({ userIdentity: session('acme-production', 'alice', { sourceIdentity: 'alice' }) });
    expect(read).toEqual({
      id: 'e-1',
      time: Date.UTC(2026, 10, 24, 13, 2, 11),
      region: 'us-east-1',
      service: 'iam',
      name: 'CreateRole',
      readOnly: false,
      actor: {
        type: 'AssumedRole',
        accountId: acme,
        userName: null,
        principalId: 'AROAEXAMPLEEXAMPLE12:alice',
        accessKeyId: 'ASIASESSION',
        invokedBy: null,
        roleArn: `arn:aws:iam::${acme}:role/acme-production`,
        sessionName: 'alice',
        sourceIdentity: 'alice',
        provider: null,
        mfa: true,
        assumedRoot: false,
        began: Date.UTC(2026, 10, 24, 13),
      },
      from: { address: '203.0.113.7', service: null, tool: 'aws-cli' },
      resources: [{ type: 'role', name: 'deploy' }],
      error: null,
      start: null,
    });
  });

  it('of an AssumeRole has the session that began', () => {
    const tags = [{ key: 'Reason', value: 'ticket 7' }, { key: 'Client' }];
    const read = event(assumeRole(fromOps, { durationSeconds: 900, tags }));
    expect(read.start).toEqual({
      kind: 'AssumeRole',
      accessKeyId: 'ASIASESSION',
      roleArn: `arn:aws:iam::${acme}:role/acme-production`,
      sessionName: 'alice',
      sourceIdentity: 'alice',
      tags: { Reason: 'ticket 7', Client: '' },
      duration: 900,
    });
  });

  it.each([
    ['AccessDenied', 'refused'],
    ['Client.UnauthorizedOperation', 'refused'],
    ['NoSuchEntityException', 'failed'],
    ['ThrottlingException', 'throttled'],
    ['Client.RequestLimitExceeded', 'throttled'],
  ])('with the error %s was %s', (errorCode, kind) => {
    const { error } = event({ errorCode, errorMessage: 'so' });
    expect(error).toEqual({ kind, code: errorCode, message: 'so' });
  });

  it('of a sign-in that failed is refused', () => {
    const signIn = { eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } };
    expect(event(signIn).error).toMatchObject({ kind: 'refused', code: 'Failure' });
    expect(event({ ...signIn, responseElements: { ConsoleLogin: 'Success' } }).error).toBeNull();
    const more = { additionalEventData: { MFAUsed: 'Yes' }, userIdentity: { type: 'Root' } };
    expect(event({ ...signIn, ...more }).actor.mfa).toBe(true);
  });

  it.each([
    ['203.0.113.7', {}, { address: '203.0.113.7', service: null }],
    ['2001:db8::7', {}, { address: '2001:db8::7', service: null }],
    ['AWS Internal', {}, { address: null, service: 'AWS Internal' }],
    ['cloudformation.amazonaws.com', {}, { address: null, service: 'cloudformation' }],
    ['203.0.113.7', { invokedBy: 'ecs.amazonaws.com' }, { address: '203.0.113.7', service: 'ecs' }],
  ])('from %s has that origin', (sourceIPAddress, userIdentity, origin) => {
    expect(event({ sourceIPAddress, userIdentity }).from).toMatchObject(origin);
  });

  it.each([
    [{ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 aws-sdk-go-v2/1.30' }, 'terraform'],
    [{ userAgent: '[aws-cli/2.17.1 md/awscrt#0.20]' }, 'aws-cli'],
    [{ userAgent: 'Mozilla/5.0', eventType: 'AwsConsoleSignIn' }, 'console'],
    [{ userAgent: 'aws-sdk-js/3.1', sessionCredentialFromConsole: 'true' }, 'console'],
    [{ userAgent: 'cloudformation.amazonaws.com' }, 'cloudformation'],
    [{ userAgent: 'curl/8' }, null],
  ])('of %o was made with %s', (record, tool) => {
    expect(event(record).from.tool).toBe(tool);
  });
});

describe('what an event is about', () => {
  it('is told once, by its name, whatever else it is listed by', () => {
    const read = event({ requestParameters: { roleName: 'deploy', policyName: 'admin' } }, [
      { type: 'AWS::IAM::Role', name: `arn:aws:iam::${acme}:role/ci/deploy` },
      { type: 'AWS::IAM::Role', name: 'AROAEXAMPLEEXAMPLE12' },
      { type: 'AWS::Some::Thing', name: 'x' },
      { type: null, name: null },
    ]);
    expect(read.resources).toEqual([
      { type: 'role', name: 'deploy' },
      { type: 'policy', name: 'admin' },
      { type: 'AWS::Some::Thing', name: 'x' },
    ]);
  });

  it.each([
    ['role deploy because no identity-based policy allows it', 'deploy'],
    [`arn:aws:iam::${acme}:role/deploy with an explicit deny`, `arn:aws:iam::${acme}:role/deploy`],
  ])('is taken from the words of a refusal: %s', (words, name) => {
    const errorMessage = `User: someone is not authorized to perform: iam:DeleteRole on resource: ${words}`;
    const read = event({ requestParameters: null, errorCode: 'AccessDenied', errorMessage });
    expect(read.resources.map((one) => one.name)).toEqual([name]);
  });

  it('is read without delay from a name that is as long as a record', () => {
    const policyArn = `arn:aws:iam::${acme}:policy/${'a'.repeat(200_000)}/`;
    const before = process.cpuUsage().user;
    event({ requestParameters: { policyArn } }, [{ type: 'AWS::IAM::Policy', name: policyArn }]);
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
  });

  it('is nothing where the refusal names nothing', () => {
    const errorMessage = 'not authorized to perform: iam:ListUsers on resource: *';
    expect(event({ requestParameters: null, errorCode: 'AccessDenied', errorMessage }).resources).toEqual([]);
  });
});

describe('a record of another form', () => {
  it('is unreadable only without what happened and when', () => {
    const read = (record: string | null, time: number | null = null) =>
      readEvent({ record, time, resources: [] }, 'eu-west-1');
    for (const record of [null, '', '{', 'null', '[]', '"x"', '{}', '{"eventName":"A"}'])
      expect(read(record), String(record)).toBeNull();
    expect(read('{"eventName":"A"}', 5)).toMatchObject({
      name: 'A',
      time: 5,
      region: 'eu-west-1',
      service: 'unknown',
    });
    expect(read('{"eventTime":"2026-11-24T13:02:11Z"}')).toBeNull();
  });

  it('never throws, whatever its members are', () => {
    const known = JSON.parse(raw(assumeRole(session('deploy', 'x'))).record ?? '');
    const paths = fc.constantFrom(...Object.keys(known), 'sharedEventID');
    fc.assert(
      fc.property(paths, fc.jsonValue(), fc.jsonValue(), (member, value, inner) => {
        for (const put of [value, { ...known[member], [Object.keys(known[member] ?? {})[0] ?? 'x']: inner }])
          readEvent(raw({ ...known, [member]: put }), 'us-east-1');
      }),
      { numRuns: 200 },
    );
    fc.assert(fc.property(fc.string(), (record) => void readEvent({ record, time: 1, resources: [] }, 'x')));
  });
});
