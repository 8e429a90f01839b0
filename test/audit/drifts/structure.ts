import type { SandboxState } from '../../../src/sandbox/state.ts';
import { drifts, ofBase, ofShortForm } from '../drift.ts';
import { accessRoleOf, accountOf, addAccount, addUnit } from '../edits.ts';

/** An account that the configuration names is compared with the name. */
const environmentMisplaced = {
  environment: { expect: { check: 'environment-misplaced', severity: 'medium', subject: /CLIENT/ } },
} as const;

/** OUs and accounts that are not where, or what, they should be. */
export const units = drifts({ repair: 'no', kinds: ofBase }, [
  {
    name: 'organization with consolidated billing only',
    expect: { check: 'organization-features', severity: 'medium' },
    touches: 'alone',
    apply(state) {
      if (state.organization)
        state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
    },
  },
  {
    name: 'OU Users renamed',
    expect: { check: 'unit-missing', severity: 'medium', subject: /Users/ },
    repair: 'yes',
    leaves: ['unit-extra', 'account-misplaced', 'account-unknown-unit', 'ops-misplaced'],
    touches: 'alone',
    apply: (state, { users }) => rename(state, users, 'People'),
  },
  {
    name: 'OU Users in lower case',
    expect: { check: 'unit-missing', severity: 'medium', subject: /Users/ },
    repair: 'yes',
    leaves: ['unit-extra', 'unit-duplicate', 'ops-misplaced'],
    touches: 'alone',
    apply: (state, { users }) => rename(state, users, 'users'),
  },
  {
    name: 'OU Production renamed',
    expect: { check: 'unit-missing', severity: 'medium', subject: /Production/ },
    repair: 'yes',
    leaves: ['unit-extra', 'account-unknown-unit', 'client-misplaced'],
    touches: 'alone',
    apply: (state, { production }) => rename(state, production, 'Clients'),
  },
  {
    name: 'OU Envs renamed',
    expect: { check: 'unit-missing', severity: 'medium', subject: /Envs/ },
    repair: 'yes',
    leaves: ['unit-extra', 'unit-misplaced', 'unit-duplicate', 'account-unknown-unit', 'client-misplaced'],
    touches: 'alone',
    apply: (state, { environments }) => rename(state, environments, 'Environments'),
  },
  {
    name: 'OU Production in the root',
    expect: { check: 'unit-misplaced', severity: 'medium', subject: /Production/ },
    touches: 'alone',
    apply: (state, { production, root }) => move(state, production, root),
  },
  {
    name: 'OU Production under Users',
    expect: { check: 'unit-misplaced', severity: 'medium', subject: /Production/ },
    touches: 'alone',
    apply: (state, { production, users }) => move(state, production, users),
  },
  {
    name: 'OU Users under Envs',
    expect: { check: 'unit-misplaced', severity: 'medium', subject: /Users/ },
    touches: 'alone',
    apply: (state, { users, environments }) => move(state, users, environments),
  },
  {
    name: 'a second OU Production in the root',
    expect: { check: 'unit-duplicate', severity: 'medium', subject: /Production/ },
    touches: 'unit-duplicate',
    apply: (state, { root }) => void addUnit(state, 'Production', root),
  },
  {
    name: 'a second OU Envs within Envs',
    expect: { check: 'unit-duplicate', severity: 'medium', subject: /Envs/ },
    touches: 'unit-duplicate',
    apply: (state, { environments }) => void addUnit(state, 'Envs', environments),
  },
  {
    name: 'an OU that nobody knows',
    expect: { check: 'unit-extra', severity: 'low', subject: /Sandbox/ },
    touches: 'unit-extra',
    apply: (state, { root }) => void addUnit(state, 'Sandbox', root),
  },
  {
    name: 'an OU within Production',
    expect: { check: 'unit-extra', severity: 'low', subject: /EU/ },
    touches: 'unit-nested',
    apply: (state, { production }) => void addUnit(state, 'EU', production),
  },
  {
    name: 'an OU whose name holds a terminal escape',
    expect: { check: 'unit-extra', severity: 'low' },
    touches: 'unit-escape',
    apply: (state, { root }) => void addUnit(state, '\u001b[2J\u202eevil\n::error::', root),
  },
]);

export const accounts = drifts({ repair: 'no' }, [
  {
    name: 'management account in Envs',
    kinds: ofBase,
    expect: { check: 'management-misplaced', severity: 'low' },
    repair: 'yes',
    touches: 'management',
    apply: (state, { management, environments }) => place(state, management, environments),
  },
  {
    name: 'Ops renamed',
    kinds: ofBase,
    expect: { check: 'ops-missing', severity: 'high', subject: /Ops/ },
    explains: [/./],
    // What the new one leaves behind is a person's to decide.
    repair: 'no',
    touches: 'alone',
    apply(state, { ops }) {
      accountOf(state, ops).name = 'Operations';
    },
  },
  {
    name: 'Ops in the root',
    kinds: ofBase,
    expect: { check: 'ops-misplaced', severity: 'medium', subject: /Ops/ },
    repair: 'yes',
    touches: 'ops',
    apply: (state, { ops, root }) => place(state, ops, root),
  },
  {
    name: 'Ops in Production',
    kinds: ofBase,
    expect: { check: 'ops-misplaced', severity: 'medium', subject: /Ops/ },
    repair: 'yes',
    touches: 'ops',
    apply: (state, { ops, production }) => place(state, ops, production),
  },
  {
    name: 'Ops suspended',
    kinds: ofBase,
    expect: { check: 'ops-inactive', severity: 'high', subject: /Ops/ },
    touches: 'alone',
    apply: (state, { ops }) => become(state, ops, 'SUSPENDED'),
  },
  {
    name: 'Ops about to be closed',
    kinds: ofBase,
    expect: { check: 'ops-inactive', severity: 'high', subject: /Ops/ },
    touches: 'alone',
    apply: (state, { ops }) => become(state, ops, 'PENDING_CLOSURE'),
  },
  {
    name: 'staging renamed',
    kinds: ofShortForm,
    config: 'staging',
    expect: { check: 'environment-missing', severity: 'medium', subject: /staging/ },
    touches: 'staging',
    apply(state, { staging }) {
      accountOf(state, staging ?? '').name = 'stage';
    },
  },
  {
    name: 'staging in Production',
    kinds: ofShortForm,
    config: 'staging',
    expect: { check: 'environment-misplaced', severity: 'medium', subject: /staging/ },
    repair: 'yes',
    touches: 'staging',
    apply: (state, { staging, production }) => place(state, staging ?? '', production),
  },
  {
    name: 'staging in the root',
    kinds: ofShortForm,
    config: 'staging',
    expect: { check: 'environment-misplaced', severity: 'medium', subject: /staging/ },
    repair: 'yes',
    touches: 'staging',
    apply: (state, { staging, root }) => place(state, staging ?? '', root),
  },
  {
    name: 'a client in the root',
    expect: { check: 'client-misplaced', severity: 'medium', subject: /CLIENT/ },
    kinds: environmentMisplaced,
    repair: 'yes',
    touches: 'client',
    apply: (state, { client, root }) => place(state, client.accountId, root),
  },
  {
    name: 'a client in Envs',
    expect: { check: 'client-misplaced', severity: 'medium', subject: /CLIENT/ },
    // An environment is then in Production, where an account is taken for a client's.
    kinds: { environment: { ...environmentMisplaced.environment, repair: 'named' } },
    repair: 'yes',
    touches: 'client',
    apply: (state, { client, away }) => place(state, client.accountId, away),
  },
  {
    name: 'a client in Users',
    expect: { check: 'client-misplaced', severity: 'medium', subject: /CLIENT/ },
    kinds: environmentMisplaced,
    repair: 'yes',
    touches: 'client',
    apply: (state, { client, users }) => place(state, client.accountId, users),
  },
  {
    name: 'a client in an OU that nobody knows',
    expect: { check: 'client-misplaced', severity: 'medium', subject: /CLIENT/ },
    kinds: environmentMisplaced,
    repair: 'named',
    leaves: ['unit-extra'],
    touches: 'client',
    apply: (state, { client, root }) => place(state, client.accountId, addUnit(state, 'Attic', root)),
  },
  {
    name: 'a client in an OU within Production',
    expect: { check: 'client-misplaced', severity: 'medium', subject: /CLIENT/ },
    kinds: environmentMisplaced,
    repair: 'named',
    leaves: ['unit-extra'],
    touches: 'client',
    apply: (state, { client, home }) => place(state, client.accountId, addUnit(state, 'Tier1', home)),
  },
  {
    name: 'an account in an OU within Envs',
    kinds: ofBase,
    expect: { check: 'account-unknown-unit', severity: 'medium', subject: /stray/ },
    touches: 'stray',
    apply: (state, { environments }) =>
      void addAccount(state, 'stray', addUnit(state, 'Old', addUnit(state, 'Older', environments))),
  },
  {
    name: 'a second account Ops among the environments',
    kinds: ofBase,
    expect: { check: 'account-name-duplicate', severity: 'medium', subject: /ops/i },
    touches: 'alone',
    apply: (state, { environments }) =>
      void addAccount(state, 'Ops', environments, { email: 'second-ops@example.com' }),
  },
  {
    name: 'an account in the root whose name holds a terminal escape',
    kinds: ofBase,
    expect: { check: 'account-misplaced', severity: 'medium' },
    touches: 'stray',
    apply: (state, { root }) => void addAccount(state, '\u001b]0;owned\u0007\n::error::<b>', root),
  },
  {
    name: 'Ops without access role',
    kinds: ofBase,
    expect: { check: 'access-role-missing', severity: 'medium', subject: /Ops/ },
    explains: ['not-audited'],
    touches: 'alone',
    apply(state, { ops }) {
      delete state.iam[ops]?.roles['organizationaccountaccessrole'];
    },
  },
  {
    name: 'an account in the root',
    kinds: ofBase,
    expect: { check: 'account-misplaced', severity: 'medium', subject: /stray/ },
    touches: 'stray',
    apply: (state, { root }) => void addAccount(state, 'stray', root),
  },
  {
    name: 'an account beside Ops',
    kinds: ofBase,
    expect: { check: 'account-misplaced', severity: 'medium', subject: /stray/ },
    touches: 'stray',
    apply: (state, { users }) => void addAccount(state, 'stray', users),
  },
  {
    name: 'an account in an OU that nobody knows',
    kinds: ofBase,
    expect: { check: 'account-unknown-unit', severity: 'medium', subject: /stray/ },
    touches: 'stray',
    apply: (state, { root }) => void addAccount(state, 'stray', addUnit(state, 'Lab', root)),
  },
  {
    name: 'an environment that is suspended',
    kinds: ofBase,
    expect: { check: 'account-inactive', severity: 'low', subject: /stray/ },
    touches: 'stray',
    apply: (state, { environments }) => void addAccount(state, 'stray', environments, { state: 'SUSPENDED' }),
  },
  {
    name: 'an environment that is not activated yet',
    kinds: ofBase,
    expect: { check: 'account-inactive', severity: 'low', subject: /stray/ },
    touches: 'stray',
    apply: (state, { environments }) =>
      void addAccount(state, 'stray', environments, { state: 'PENDING_ACTIVATION' }),
  },
  {
    name: 'a client suspended',
    expect: { check: 'account-inactive', severity: 'low', subject: /CLIENT/ },
    explains: ['grant-inactive-account'],
    touches: 'client',
    apply: (state, { client }) => become(state, client.accountId, 'SUSPENDED'),
  },
  {
    name: 'an environment of a client’s name, case aside',
    expect: { check: 'account-name-duplicate', severity: 'medium', subject: /CLIENT/i },
    touches: 'namesake',
    apply: (state, { client, away }) =>
      void addAccount(state, client.name.toUpperCase(), away, { email: 'namesake@example.com' }),
  },
  {
    name: 'two clients of one name',
    expect: { check: 'account-name-duplicate', severity: 'medium', subject: /CLIENT/ },
    touches: 'alone',
    apply: (state, { client, home }) =>
      void addAccount(state, client.name, home, { email: 'twin@example.com' }),
  },
  {
    name: 'another address of a client’s account',
    expect: { check: 'account-email', severity: 'low', subject: /CLIENT/ },
    touches: 'client',
    apply(state, { client }) {
      accountOf(state, client.accountId).email = 'somebody@elsewhere.example';
    },
  },
  {
    name: 'an account in Production that cannot be a client',
    kinds: { environment: 'unit' },
    expect: { check: 'client-name', severity: 'medium', subject: /Big_Customer/ },
    touches: 'client-name',
    apply: (state, { production }) => void addAccount(state, 'Big_Customer 2', production),
  },
  {
    name: 'a client’s account renamed to what is no client name',
    expect: { check: 'client-name', severity: 'medium', subject: /Acme/ },
    explains: ['role-second', 'role-other-trust', 'grant-broader'],
    kinds: {
      environment: { expect: { check: 'environment-missing', severity: 'medium', subject: /^CLIENT$/ } },
    },
    touches: 'alone',
    apply(state, { client }) {
      accountOf(state, client.accountId).name = 'Acme, Inc.';
    },
  },
  {
    name: 'a client without access role',
    expect: { check: 'access-role-missing', severity: 'medium', subject: /CLIENT/ },
    explains: ['not-audited'],
    touches: 'client',
    apply(state, { client }) {
      delete state.iam[client.accountId]?.roles['organizationaccountaccessrole'];
    },
  },
  {
    name: 'an access role that trusts somebody else instead',
    expect: { check: 'access-role-missing', severity: 'medium', subject: /CLIENT/ },
    explains: ['not-audited'],
    touches: 'client',
    apply(state, { client, ops, management }) {
      const role = accessRoleOf(state, client.accountId);
      role.trust = { document: role.trust.document.replace(management, ops), effectiveAt: 0 };
    },
  },
  {
    name: 'an account that was invited',
    kinds: ofBase,
    expect: { check: 'access-role-missing', severity: 'medium', subject: /guest/ },
    explains: ['not-audited'],
    touches: 'guest',
    apply: (state, { environments }) => void addAccount(state, 'guest', environments, { invited: true }),
  },
]);

function rename(state: SandboxState, unitId: string, name: string): void {
  const unit = state.units[unitId];
  if (unit === undefined) throw new Error(`there is no OU ${unitId}`);
  unit.name = name;
}

function move(state: SandboxState, unitId: string, parentId: string): void {
  const unit = state.units[unitId];
  if (unit === undefined) throw new Error(`there is no OU ${unitId}`);
  unit.parentId = parentId;
}

function place(state: SandboxState, accountId: string, parentId: string): void {
  accountOf(state, accountId).parentId = parentId;
}

function become(state: SandboxState, accountId: string, status: 'SUSPENDED' | 'PENDING_CLOSURE'): void {
  accountOf(state, accountId).state = status;
}
