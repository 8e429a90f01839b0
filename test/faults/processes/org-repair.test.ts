import { beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { groupOf, roleOf } from '../../support/state.ts';
import { type Death, dieAt, type Moment } from './support/deaths.ts';
import {
  expectClean,
  expectGoesOn,
  expectNoStack,
  organizationFor,
  withAcme,
} from './support/organization.ts';

const repair = ['org', 'repair', '--yes'];

let damaged: SandboxState;
beforeAll(async () => {
  damaged = await withAcme();
  // A grant that is gone, a role without its policy, and sessions of another length than configured.
  delete groupOf(damaged).inline['assume-acme-production'];
  Object.assign(roleOf(damaged, 'acme'), { attached: [], maxSessionDuration: 7_200 });
});

describe.concurrent('org repair', () => {
  const killed: readonly Moment[] = [
    { operation: 'GetAccountAuthorizationDetails', nth: 2, when: 'before' },
    { operation: 'PutGroupPolicy', when: 'before' },
    { operation: 'PutGroupPolicy', when: 'after' },
    { operation: 'AttachRolePolicy', when: 'before' },
    { operation: 'UpdateRole', when: 'after' },
  ];
  it.for(killed)('killed $when $operation is continued', async (moment, test) => {
    const made = await organizationFor(test, damaged);
    expect((await dieAt(made, repair, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    await expectGoesOn(made, repair);
  });

  it.for<Moment & { readonly death: Death }>([
    { death: 'SIGINT', operation: 'ListAccounts', when: 'before' },
    { death: 'SIGTERM', operation: 'PutGroupPolicy', when: 'before' },
    { death: 'SIGINT', operation: 'AttachRolePolicy', when: 'after' },
  ])('interrupted by $death $when $operation says how to continue', async ({ death, ...moment }, test) => {
    const made = await organizationFor(test, damaged);
    const died = await dieAt(made, repair, death, moment);
    expect(died.code, died.stderr).toBe(130);
    expect(died.stderr).toContain('continue:\n         diverst org repair');
    expectNoStack(died);
    await expectGoesOn(made, repair);
  });

  it('whose reader goes away ends its work', async (test) => {
    const made = await organizationFor(test, damaged);
    const died = await dieAt(made, repair, 'closed stdout', {
      operation: 'AttachRolePolicy',
      when: 'before',
    });
    expect(died.code, died.stderr).toBe(0);
    expectNoStack(died);
    await expectClean(made);
  });
});
