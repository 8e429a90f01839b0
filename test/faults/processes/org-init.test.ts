import { describe, expect, it } from 'vitest';
import { type Death, dieAt, type Moment } from './support/deaths.ts';
import { expectClean, expectGoesOn, expectNoStack, organizationFor } from './support/organization.ts';

const initOrganization = ['org', 'init', '--yes', '--ops-email', 'ops@example.com'];

describe.concurrent('org init', () => {
  const killed: readonly Moment[] = [
    { operation: 'CreateOrganization', when: 'before' },
    { operation: 'CreateOrganization', when: 'after' },
    { operation: 'CreateOrganizationalUnit', nth: 2, when: 'after' },
    { operation: 'CreateAccount', when: 'after' },
    { operation: 'MoveAccount', when: 'before' },
    { operation: 'PutGroupPolicy', when: 'before' },
    { operation: 'AttachPolicy', nth: 2, when: 'after' },
  ];
  it.for(killed)('killed $when $operation is continued', async (moment, test) => {
    const made = await organizationFor(test, 'empty');
    expect((await dieAt(made, initOrganization, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    await expectGoesOn(made, initOrganization);
  });

  it.for<Moment & { readonly death: Death }>([
    { death: 'SIGINT', operation: 'CreateOrganization', when: 'before' },
    { death: 'SIGTERM', operation: 'CreateAccount', when: 'after' },
    { death: 'SIGINT', operation: 'MoveAccount', when: 'after' },
  ])('interrupted by $death $when $operation says how to continue', async ({ death, ...moment }, test) => {
    const made = await organizationFor(test, 'empty');
    const died = await dieAt(made, initOrganization, death, moment);
    expect(died.code, died.stderr).toBe(130);
    expect(died.stderr).toContain('continue:\n         diverst org init --ops-email ops@example.com');
    expectNoStack(died);
    await expectGoesOn(made, initOrganization);
  });

  it('whose reader goes away ends its work', async (test) => {
    const made = await organizationFor(test, 'empty');
    const died = await dieAt(made, initOrganization, 'closed stdout', {
      operation: 'CreateOrganization',
      when: 'before',
    });
    expect(died.code, died.stderr).toBe(0);
    expectNoStack(died);
    await expectClean(made);
  });
});
