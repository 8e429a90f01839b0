import { describe, expect, it } from 'vitest';
import { baseState } from '../../../src/sandbox/base.ts';
import { SandboxError } from '../../../src/sandbox/operation.ts';
import { seats } from '../../../src/sandbox/story/cast.ts';
import { Stage } from '../../../src/sandbox/story/stage.ts';

const start = Date.UTC(2030, 0, 7);
const stageAt = () => new Stage(baseState({ now: start, secret: '5a'.repeat(32) }), start);

function adminOn(stage: Stage) {
  return stage.withKey(stage.state.managementAccountId, 'management-admin', seats.cli);
}

describe('the stage of a story', () => {
  it('goes forward only', () => {
    const stage = stageAt();
    stage.until(start + 1);
    expect(() => stage.until(start)).toThrow('goes back in time, to 2030-01-07T00:00:00.000Z');
  });

  it('takes a refusal that is meant, and nothing else', () => {
    const stage = stageAt();
    const ops = Object.values(stage.state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
    const person = stage.withKey(ops, 'ops-user', seats.cli);
    stage.isRefused(() => stage.act(person, 'iam', 'ListUsers', {}));
    const admin = adminOn(stage);
    expect(() => stage.isRefused(() => stage.act(admin, 'iam', 'ListUsers', {}))).toThrow('is allowed');
    const missing = () => stage.act(admin, 'iam', 'DeleteUser', { UserName: 'nobody' });
    expect(() => stage.isRefused(missing)).toThrow(SandboxError);
  });

  it('records a session under a key that opens nothing, and what is done in it under the same', () => {
    const stage = stageAt();
    const ops = Object.values(stage.state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
    const RoleArn = `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`;
    const inside = stage.assume(adminOn(stage), { RoleArn, RoleSessionName: 'admin' });
    stage.act(inside, 'iam', 'ListUsers', {});
    const events = stage.history.of(ops, 'us-east-1').map(({ event }) => event());
    expect(events.map(({ eventName }) => eventName)).toEqual(['AssumeRole', 'ListUsers']);
    expect(events[0]?.responseElements?.['credentials']).toMatchObject({ accessKeyId: inside.keyId });
    expect(events[1]?.userIdentity).toMatchObject({ type: 'AssumedRole', accessKeyId: inside.keyId });
  });
});
