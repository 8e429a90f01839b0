import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import { outside } from '../cast.ts';
import { drifts, ofBase } from '../drift.ts';
import { addAccount, documentOf } from '../edits.ts';

/** Registers an account for a service, which has trusted access then. */
export function delegate(state: SandboxState, accountId: string, service: string): void {
  trust(state, service);
  const { organization } = state;
  if (organization === null) throw new Error('there is no organization');
  const services = organization.delegations?.[accountId] ?? {};
  organization.delegations = { ...organization.delegations, [accountId]: { ...services, [service]: 0 } };
}

export function trust({ organization }: SandboxState, service: string): void {
  if (organization === null) throw new Error('there is no organization');
  organization.trustedServices = { ...organization.trustedServices, [service]: 0 };
}

/** A statement about some accounts. */
export function lend(accounts: readonly string[], action: string | readonly string[], parts: object = {}) {
  return { Effect: 'Allow', Principal: { AWS: accounts }, Action: action, Resource: '*', ...parts };
}

export function putResourcePolicy(
  { organization }: SandboxState,
  ...statements: readonly Readonly<Record<string, unknown>>[]
): void {
  if (organization === null) throw new Error('there is no organization');
  organization.resourcePolicy = { id: 'rp-0123abcd', content: documentOf(...statements), tags: {} };
}

const lent = (cast: Cast, whom: (cast: Cast) => string, ...actions: readonly string[]) =>
  lend([whom(cast)], actions);
const client = (cast: Cast) => cast.client.accountId;
const ops = (cast: Cast) => cast.ops;

export const delegations = drifts({ repair: 'no' }, [
  {
    name: 'the account is a delegated administrator',
    touches: 'delegate',
    expect: { check: 'delegated-administrator', severity: 'high', subject: /CLIENT\/guardduty/ },
    apply: (state, { client }) => delegate(state, client.accountId, 'guardduty.amazonaws.com'),
  },
  {
    name: 'Ops is a delegated administrator',
    kinds: ofBase,
    touches: 'delegate-ops',
    expect: { check: 'delegated-administrator', severity: 'high', subject: /^Ops\/iam\.amazonaws\.com$/ },
    apply: (state, { ops }) => delegate(state, ops, 'iam.amazonaws.com'),
  },
  {
    name: 'Ops administers another service than the configuration names for it',
    config: 'delegates',
    kinds: ofBase,
    touches: 'delegate-ops',
    expect: { check: 'delegated-administrator', severity: 'high', subject: /^Ops\/macie/ },
    apply: (state, { ops }) => delegate(state, ops, 'macie.amazonaws.com'),
  },
  {
    name: 'the account is a delegated administrator as the configuration says',
    config: 'delegates',
    touches: 'delegate',
    expect: { check: 'delegated-administrator', severity: 'low', subject: /CLIENT\/guardduty/ },
    apply: (state, { client }) => delegate(state, client.accountId, 'guardduty.amazonaws.com'),
  },
  {
    name: 'two accounts have the name that the configuration allows to administer a service',
    config: 'delegates',
    kinds: ofBase,
    touches: 'alone',
    expect: { check: 'delegated-administrator-unknown', severity: 'low', subject: /^Ops$/ },
    explains: ['account-name-duplicate', 'account-misplaced', 'ops-misplaced'],
    apply: (state, { root }) => void addAccount(state, 'Ops', root, { email: 'second-ops@example.com' }),
  },
  {
    name: 'StackSets have trusted access',
    kinds: ofBase,
    touches: 'trusted-access',
    expect: { check: 'trusted-access', severity: 'low', subject: /^member\.org\.stacksets/ },
    apply: (state) => trust(state, 'member.org.stacksets.cloudformation.amazonaws.com'),
  },
  {
    name: 'the resource policy lets Ops read',
    kinds: ofBase,
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'low', subject: /^Ops$/ },
    apply: (state, cast) =>
      putResourcePolicy(state, lent(cast, ops, 'organizations:List*', 'organizations:describeorganization')),
  },
  {
    name: 'the resource policy lets Ops change policies, and read',
    kinds: ofBase,
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'high', subject: /^Ops$/ },
    apply: (state, cast) =>
      putResourcePolicy(state, lent(cast, ops, 'organizations:ListAccounts', 'organizations:AttachPolicy')),
  },
  {
    name: 'the resource policy lets the account read',
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'high', subject: /CLIENT/ },
    apply: (state, cast) => putResourcePolicy(state, lent(cast, client, 'organizations:ListAccounts')),
  },
  {
    name: 'the resource policy lets the account change policies as the configuration says',
    config: 'delegates',
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'low', subject: /CLIENT/ },
    apply: (state, cast) => putResourcePolicy(state, lent(cast, client, 'organizations:*')),
  },
  {
    name: 'the resource policy lets an account outside read',
    kinds: ofBase,
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'high', subject: new RegExp(outside) },
    apply: (state) => putResourcePolicy(state, lend([outside], 'organizations:ListAccounts')),
  },
  {
    name: 'the resource policy lets everyone read, but for one account',
    kinds: ofBase,
    touches: 'resource-policy',
    expect: { check: 'resource-policy', severity: 'high', subject: /^\*$/ },
    apply: (state, { ops }) =>
      putResourcePolicy(
        state,
        { ...lend([], 'organizations:ListAccounts'), Principal: '*' },
        { ...lend([ops], 'organizations:ListAccounts'), Effect: 'Deny' },
      ),
  },
]);
