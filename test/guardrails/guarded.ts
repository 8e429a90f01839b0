import type { IAMClient } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { documentOf, guardrailPolicies } from '../../src/model/guardrails/policies.ts';
import type { GuardrailsStructure } from '../../src/model/guardrails.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { authorize } from '../../src/sandbox/authorization/authorize.ts';
import type { Caller, Permission } from '../../src/sandbox/operation.ts';
import { type Company, company } from '../sandbox/company.ts';
import type { Keys } from '../sandbox/ground.ts';
import { allow, policy } from '../sandbox/world.ts';

/** A company whose organization has the guardrails, written and attached by real calls. */
export interface Guarded extends Company {
  readonly staging: string;
  readonly tools: string;
  readonly vendor: string;
  /** A user of an account with all rights, and the key of that user. */
  boss(accountId: string): Keys;
}

export async function guarded(guardrails: Partial<GuardrailsStructure> = {}): Promise<Guarded> {
  const made = await company();
  const { sandbox, units } = made;
  const environment = async (name: string): Promise<string> => {
    const organizations = made.organizations();
    await organizations.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }));
    await made.clock.sleep(60_000);
    const id = Object.values(sandbox.state().accounts).find((one) => one.name === name)?.id ?? '';
    const DestinationParentId = units.Envs ?? '';
    await organizations.send(
      new MoveAccountCommand({ AccountId: id, SourceParentId: made.root, DestinationParentId }),
    );
    return id;
  };
  const staging = await environment('staging');
  const tools = await environment('tools');
  const vendor = '777766665555';
  sandbox.edit((state) => {
    const outsider = state.accounts[made.outsider];
    if (outsider === undefined) throw new Error('cannot work in account outside');
    state.accounts[vendor] = { ...outsider, id: vendor, name: 'vendor', email: 'vendor@example.org' };
    state.iam[vendor] = { users: {}, groups: {}, roles: {}, policies: {} };
  });
  await attachAll(made, guardrails);
  const bosses = new Map<string, Keys>();
  return {
    ...made,
    staging,
    tools,
    vendor,
    boss(accountId) {
      const keys = bosses.get(accountId) ?? made.addUser(accountId, 'boss', [policy(allow('*'))]);
      bosses.set(accountId, keys);
      return keys;
    },
  };
}

async function attachAll(made: Company, guardrails: Partial<GuardrailsStructure>): Promise<void> {
  const { organization, managementAccountId, accounts, units } = made.sandbox.state();
  if (organization === null || defaultStructure.guardrails === null)
    throw new Error('there is nothing to guard');
  const structure = { ...defaultStructure, guardrails: { ...defaultStructure.guardrails, ...guardrails } };
  const policies = guardrailPolicies(structure, {
    partition: 'aws',
    id: organization.id,
    managementAccountId,
    rootId: made.root,
    units: Object.values(units),
    accounts: Object.values(accounts),
  });
  const organizations = made.organizations();
  for (const PolicyType of new Set(policies.map(({ type }) => type)))
    await organizations.send(new EnablePolicyTypeCommand({ RootId: made.root, PolicyType }));
  for (const one of policies) {
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({ Name: one.name, Description: '', Content: documentOf(one), Type: one.type }),
    );
    await organizations.send(
      new AttachPolicyCommand({
        PolicyId: Policy?.PolicySummary?.Id ?? '',
        TargetId: made.units[structure.units[one.unit]] ?? '',
      }),
    );
  }
  await made.clock.sleep(60_000);
}

/** Whether the organization's policies, and nothing else, refuse the call. */
export async function isHeld(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: Error) => / control policy/.test(error.message),
  );
}

export type Calls = Readonly<Record<string, (client: IAMClient) => Promise<unknown>>>;

/** Makes each call and says which were held. */
export async function heldAmong(calls: Calls, client: IAMClient): Promise<readonly string[]> {
  const held: string[] = [];
  for (const [name, call] of Object.entries(calls)) if (await isHeld(call(client))) held.push(name);
  return held;
}

/** Whether the organization's policies refuse what the sandbox does not answer, to the boss of an account. */
export function holds(
  made: Guarded,
  accountId: string,
  permission: Pick<Permission, 'action' | 'context'> & { readonly resource?: string },
): boolean {
  made.boss(accountId);
  const caller: Caller = {
    kind: 'user',
    accountId,
    userName: 'boss',
    arn: `arn:aws:iam::${accountId}:user/boss`,
    userId: 'AIDABOSS',
    session: null,
  };
  const decision = authorize(
    made.sandbox.state(),
    caller,
    { resource: '*', ...permission },
    made.clock.now(),
  );
  return !decision.allowed && decision.byControl === true;
}
