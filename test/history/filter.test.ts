import { describe, expect, it } from 'vitest';
import { type EventFilter, isWho, lookupAttribute, matchesEvent } from '../../src/history/filter.ts';
import type { Who } from '../../src/history/who.ts';
import { acme, event, type Fields } from './records.ts';

const everything: EventFilter = {
  changesOnly: false,
  failedOnly: false,
  who: null,
  event: null,
  resource: null,
  tool: null,
};

describe('what AWS is asked to leave out', () => {
  it.each<[Partial<EventFilter>, object | null]>([
    [{}, null],
    [{ changesOnly: true }, { key: 'ReadOnly', value: 'false' }],
    [
      { event: 'CreateRole', changesOnly: true },
      { key: 'EventName', value: 'CreateRole' },
    ],
    [{ event: 'iam:CreateRole' }, { key: 'EventName', value: 'CreateRole' }],
    // Names may be source identities, and things may be named by the request alone: AWS would lose those.
    [{ who: 'kim', resource: 'deploy', tool: 'terraform', failedOnly: true }, null],
  ])('of %o', (filter, attribute) => {
    expect(lookupAttribute({ ...everything, ...filter })).toEqual(attribute);
  });
});

describe('an event', () => {
  it.each<[Partial<EventFilter>, Fields, boolean]>([
    [{ changesOnly: true }, { readOnly: false }, true],
    [{ changesOnly: true }, { readOnly: true }, false],
    [{ failedOnly: true }, {}, false],
    [{ failedOnly: true }, { errorCode: 'AccessDenied' }, true],
    [{ failedOnly: true }, { errorCode: 'NoSuchEntityException' }, true],
    [{ failedOnly: true }, { errorCode: 'ThrottlingException' }, false],
    [{ event: 'CreateRole' }, {}, true],
    [{ event: 'createRole' }, {}, false],
    [{ event: 'iam:CreateRole' }, {}, true],
    [{ event: 'ec2:CreateRole' }, {}, false],
    [{ tool: 'aws-cli' }, {}, true],
    [{ tool: 'terraform' }, {}, false],
    [{ resource: 'deploy' }, {}, true],
    [{ resource: 'deploy' }, { requestParameters: { roleName: 'DEPLOY' } }, true],
    [{ resource: 'deplo' }, {}, false],
    [{ resource: 'deploy' }, { requestParameters: { roleArn: `arn:aws:iam::${acme}:role/ci/deploy` } }, true],
    [
      { resource: `arn:aws:iam::${acme}:role/x` },
      { requestParameters: { roleArn: `arn:aws:iam::${acme}:role/x` } },
      true,
    ],
  ])('with %o: %o', (filter, record, matches) => {
    expect(matchesEvent(event(record), { ...everything, ...filter })).toBe(matches);
  });
});

describe('who', () => {
  const who = (more: Partial<Who>): Who => ({
    kind: 'person',
    name: 'kim',
    proof: null,
    doubt: null,
    role: null,
    session: null,
    mfa: null,
    chain: [],
    ...more,
  });
  it.each<[Partial<Who>, string, boolean]>([
    [{}, 'kim', true],
    [{ session: 'alice' }, 'alice', true],
    [{}, 'ki', false],
    [{ kind: 'root', name: 'root' }, 'root', true],
    [{ kind: 'break-glass', name: 'jane-Ops-is-down' }, 'break-glass', true],
    [{ kind: 'break-glass', name: 'jane-Ops-is-down' }, 'jane', true],
    [{ kind: 'break-glass', name: 'janet-x' }, 'jane', false],
    [{ name: 'jane-x' }, 'jane', false],
  ])('%o is found by %s: %s', (more, wanted, found) => {
    expect(isWho(who(more), wanted)).toBe(found);
  });
});
