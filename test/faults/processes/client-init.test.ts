import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bring, type Death, dieAt, type Moment, watched } from './support/deaths.ts';
import {
  expectClean,
  expectGoesOn,
  expectNoStack,
  initAcme,
  organizationFor,
} from './support/organization.ts';

const resume = 'continue:\n         diverst client init acme --email aws+acme@example.com';

describe.concurrent('client init killed', () => {
  const moments: readonly Moment[] = [
    { operation: 'GetAccountAuthorizationDetails', when: 'before' },
    { operation: 'CreateAccount', when: 'before' },
    { operation: 'CreateAccount', when: 'after' },
    { operation: 'DescribeCreateAccountStatus', when: 'after' },
    { operation: 'MoveAccount', when: 'before' },
    { operation: 'CreateRole', when: 'after' },
    { operation: 'AttachRolePolicy', when: 'before' },
    { operation: 'PutGroupPolicy', when: 'before' },
    { operation: 'PutGroupPolicy', when: 'after' },
    { operation: 'ListAttachedRolePolicies', when: 'after' },
  ];
  it.for(moments)('$when $operation is continued', async (moment, test) => {
    const made = await organizationFor(test);
    expect((await dieAt(made, initAcme, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    await expectGoesOn(made, initAcme);
  });
});

describe.concurrent('client init interrupted', () => {
  const cases: readonly (Moment & { readonly death: Death })[] = [
    { death: 'SIGINT', operation: 'ListAccounts', when: 'before' },
    { death: 'SIGINT', operation: 'CreateAccount', when: 'before' },
    { death: 'SIGINT', operation: 'CreateRole', when: 'after' },
    { death: 'SIGTERM', operation: 'CreateAccount', when: 'after' },
    { death: 'SIGTERM', operation: 'MoveAccount', when: 'before' },
    { death: 'SIGTERM', operation: 'PutGroupPolicy', when: 'after' },
  ];
  it.for(cases)('by $death $when $operation says how to continue', async ({ death, ...moment }, test) => {
    const made = await organizationFor(test);
    const died = await dieAt(made, initAcme, death, moment);
    expect(died.code, died.stderr).toBe(130);
    expect(died.stderr).toContain(resume);
    expectNoStack(died);
    // Once there is an account, changes are made side by side, and some were sent already.
    if (moment.operation === 'CreateAccount') expect(died.later).toEqual([]);
    await expectGoesOn(made, initAcme);
  });

  it('twice ends at once, whatever is under way', async (test) => {
    const made = await organizationFor(test);
    const heard = join(made.home, 'heard');
    const started = made.start(initAcme, watched(heard));
    // The call is answered only once the program is gone.
    const before = async () => {
      await bring('SIGINT', started, heard);
      started.child.kill('SIGTERM');
      await started.ended;
    };
    made.sandbox.faults.add({ operation: 'MoveAccount', fault: { kind: 'hook', before } });
    const { code, stderr } = await started.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.not.stringContaining('continue:') });
    await expectGoesOn(made, initAcme);
  });
});

describe.concurrent('client init whose reader goes away', () => {
  it.for<Moment>([
    { operation: 'GetCallerIdentity', when: 'before' },
    { operation: 'PutGroupPolicy', when: 'after' },
  ])('$when $operation ends its work', async (moment, test) => {
    const made = await organizationFor(test);
    const died = await dieAt(made, initAcme, 'closed stdout', moment);
    expect(died.code, died.stderr).toBe(0);
    expectNoStack(died);
    await expectClean(made);
    await expectGoesOn(made, initAcme);
  });
});
