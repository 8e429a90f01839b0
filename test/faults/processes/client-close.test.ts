import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { accountOf, idOf } from '../../support/state.ts';
import { dieAt, type Moment } from './support/deaths.ts';
import {
  expectGoesOn,
  expectNoStack,
  type Organization,
  organization,
  withAcme,
} from './support/organization.ts';

let made: Organization;
let state: SandboxState;
let close: readonly string[];
beforeAll(async () => {
  state = await withAcme();
  close = ['client', 'close', 'acme', '--confirm', 'acme', '--account-id', idOf(state, 'acme')];
});
afterEach(() => made.close());

const closings = () => made.sandbox.calls.filter(({ operation }) => operation === 'CloseAccount').length;

describe('client close', () => {
  const killed: readonly Moment[] = [
    { operation: 'ListTagsForResource', when: 'before' },
    { operation: 'DeleteGroupPolicy', when: 'before' },
    { operation: 'DeleteGroupPolicy', when: 'after' },
    { operation: 'CloseAccount', when: 'before' },
    { operation: 'CloseAccount', when: 'after' },
  ];
  it.each(killed)('killed $when $operation is continued', async (moment) => {
    made = await organization(state);
    expect((await dieAt(made, close, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    await expectGoesOn(made, close);
    expect(accountOf(made.sandbox.state(), 'acme').state).toMatch(/CLOS/);
    expect(closings()).toBe(moment.operation === 'CloseAccount' && moment.when === 'before' ? 2 : 1);
  });

  it('interrupted says how to continue', async () => {
    made = await organization(state);
    const died = await dieAt(made, close, 'SIGINT', { operation: 'DeleteGroupPolicy', when: 'after' });
    expect(died.code, died.stderr).toBe(130);
    expect(died.stderr).toContain('continue:\n         diverst client close acme --account-id');
    expectNoStack(died);
    expect(closings()).toBe(0);
    await expectGoesOn(made, close);
  });
});
