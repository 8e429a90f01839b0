import type { RoleState, SandboxState } from '../../src/sandbox/state.ts';
import { idOf } from './state.ts';

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';
const inlineQuota = 5_120;
const rolesOfOnePolicy = 100;
const packedPolicies = 10;
const sessionActions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] as const;

/** Puts clients into a base state as `client init` would have made them one by one; grants as far as they fit. */
export function addClients(state: SandboxState, clients: number): void {
  const production = Object.values(state.units).find(({ name }) => name === 'Production')?.id ?? '';
  const ops = idOf(state, 'Ops');
  const arns: string[] = [];
  for (let number = 0; number < clients; number++) {
    // Spread over the ids, as AWS's are.
    const id = String(100_000_000_000 + ((number * 7_919_777_777) % 899_999_999_999)).padStart(12, '0');
    const name = `client-${number}`;
    arns.push(addMember(state, { id, name, parentId: production, role: `${name}-production`, number }));
  }
  grant(state, ops, arns);
}

/**
 * Puts an account with its access role and its role for Ops into a state.
 * @returns the ARN of the latter
 */
export function addMember(
  state: SandboxState,
  made: {
    readonly id: string;
    readonly name: string;
    readonly parentId: string;
    readonly role: string;
    /** Of its kind, for ids. */
    readonly number: number;
  },
): string {
  const { id, name, parentId, number } = made;
  state.accounts[id] = {
    id,
    name,
    email: `aws+${name}@example.com`,
    parentId,
    joinedMethod: 'CREATED',
    joinedAt: Date.UTC(2024, 0, 1),
    state: 'ACTIVE',
    tags: {},
  };
  const roles = [
    role('OrganizationAccountAccessRole', state.managementAccountId, ['sts:AssumeRole'], number),
    {
      ...role(made.role, idOf(state, 'Ops'), sessionActions, number),
      tags: { 'diverst:client': name, 'diverst:managed-by': 'diverst' },
    },
  ];
  state.iam[id] = {
    // As of an account that was made while root credentials are managed centrally.
    root: { hasPassword: false, mfaDevices: [], signingCertificates: [] },
    users: {},
    groups: {},
    policies: {},
    roles: Object.fromEntries(roles.map((one) => [one.name.toLowerCase(), one])),
  };
  return `arn:aws:iam::${id}:role/${made.role}`;
}

/** An administrator's role that an account may assume. */
function role(name: string, trusted: string, actions: readonly string[], number: number): RoleState {
  const trust = statement({ Principal: { AWS: `arn:aws:iam::${trusted}:root` }, Action: actions });
  return {
    name,
    id: `AROA${name.length}${String(number).padStart(15, 'A')}`,
    path: '/',
    createdAt: 0,
    effectiveAt: 0,
    description: '',
    trust: { document: trust, effectiveAt: 0 },
    maxSessionDuration: 3_600,
    inline: {},
    attached: [administratorAccess],
    tags: {},
  };
}

/** Inline policies while they fit, then packed ones; what is left has no grant, as AWS's quotas want it. */
function grant(state: SandboxState, ops: string, arns: readonly string[]): void {
  const iam = state.iam[ops];
  const group = iam?.groups['production'];
  if (!iam || !group) throw new Error('the base state has no group production');
  let used = 0;
  let next = 0;
  for (; next < arns.length; next++) {
    const arn = arns[next] ?? '';
    const document = allow(arn);
    if (used + document.length > inlineQuota) break;
    used += document.length;
    group.inline[`assume-${arn.slice(arn.lastIndexOf('/') + 1)}`] = { document, effectiveAt: 0 };
  }
  for (let number = 1; number <= packedPolicies && next < arns.length; number++) {
    const name = `assume-production-${String(number).padStart(2, '0')}`;
    const arn = `arn:aws:iam::${ops}:policy/${name}`;
    const document = allow(arns.slice(next, next + rolesOfOnePolicy));
    next += rolesOfOnePolicy;
    iam.policies[arn] = {
      arn,
      name,
      id: `ANPA${String(number).padStart(17, 'A')}`,
      path: '/',
      description: '',
      createdAt: 0,
      updatedAt: 0,
      versions: [{ id: 'v1', createdAt: 0, document, effectiveAt: 0 }],
      defaultVersionId: 'v1',
      nextVersion: 2,
      tags: {},
    };
    group.attached.push(arn);
  }
}

/** A grant of roles. */
export function allow(resource: string | readonly string[]): string {
  return statement({
    Action: sessionActions,
    Resource: resource,
  });
}

function statement(rest: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });
}
