import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Cast, outside } from '../cast.ts';
import { type Drift, drifts, ofEnvironments } from '../drift.ts';
import {
  accountOf,
  addAccount,
  addGroup,
  addPolicy,
  addRole,
  addUser,
  documentOf,
  grantName,
  groupNamed,
  iamOf,
  letIn,
  opsUserOf,
  putInline,
  remove,
  rootOf,
  setTrust,
  use,
} from '../edits.ts';

/** From a client to an environment and back: each is tried from both sides. */
export const crossing = drifts({ config: 'both', touches: 'client' }, [
  {
    name: 'crossing: the group of the other kind is granted the role',
    expect: { check: 'grant-broader', severity: 'high', subject: /CLIENT/ },
    never: ['client-renamed', 'environment-misplaced', 'client-misplaced'],
    repair: 'named',
    apply: (state, cast) =>
      putInline(groupAcross(state, cast), grantName(cast.client), use(cast.client.roleArn)),
  },
  {
    name: 'crossing: the same in a packed policy, beside a role that belongs there',
    expect: { check: 'grant-broader', severity: 'high', subject: /CLIENT/ },
    never: ['client-renamed'],
    repair: 'named',
    apply(state, cast) {
      const roles = [across(cast).roleArn, cast.client.roleArn];
      const name = `assume-${across(cast).group}-01`;
      groupAcross(state, cast).attached.push(addPolicy(state, cast.ops, name, documentOf(use(roles))));
    },
  },
  {
    name: 'crossing: the group of the other kind is granted every role of the kind',
    expect: { check: 'grant-broader', severity: 'high', subject: /^GROUP-ACROSS\/wide$/ },
    repair: 'named',
    touches: 'wide',
    apply: (state, cast) =>
      putInline(groupAcross(state, cast), 'wide', use(`arn:aws:iam::*:role/*-${cast.suffix}`)),
  },
  {
    name: 'crossing: the role trusts an account of the other kind',
    expect: { check: 'trust-other-client', severity: 'high', subject: /^CLIENT$/ },
    repair: 'yes',
    doors: { opens: [{ who: 'crosser' }] },
    apply: (state, { client, ops, ...cast }) =>
      setTrust(state, client, letIn([rootOf(ops), rootOf(cast.across?.accountId ?? '')])),
  },
  {
    name: 'crossing: the role trusts the role of an account of the other kind',
    expect: { check: 'trust-other-client', severity: 'high', subject: /^CLIENT$/ },
    repair: 'yes',
    apply: (state, { client, ops, ...cast }) =>
      setTrust(state, client, letIn([rootOf(ops), cast.across?.roleArn ?? ''])),
  },
  {
    name: 'crossing: another role trusts an account of the other kind',
    expect: { check: 'role-other-trust', severity: 'high', subject: /^CLIENT\/deploy$/ },
    repair: 'no',
    doors: { opens: [{ who: 'crosser', role: 'deploy' }] },
    apply: (state, { client, ...cast }) =>
      void addRole(
        state,
        client.accountId,
        'deploy',
        documentOf(letIn(rootOf(cast.across?.accountId ?? ''))),
      ),
  },
  {
    name: 'crossing: the access role lets in an account of the other kind',
    expect: { check: 'access-role-trust', severity: 'high', subject: /^CLIENT$/ },
    repair: 'named',
    doors: { opens: [{ who: 'crosser', role: 'OrganizationAccountAccessRole' }] },
    apply: (state, { client, management, ...cast }) => {
      const trust = letIn([rootOf(management), rootOf(cast.across?.accountId ?? '')]);
      const role = iamOf(state, client.accountId).roles.organizationaccountaccessrole;
      if (role) role.trust = { document: documentOf(trust), effectiveAt: 0 };
    },
  },
  {
    name: 'crossing: a member of the other group may join the group by a policy of that',
    expect: { check: 'group-broader', severity: 'high', subject: /^GROUP-ACROSS\/join$/ },
    repair: 'named',
    touches: 'join',
    apply: (state, cast) =>
      putInline(groupAcross(state, cast), 'join', {
        Effect: 'Allow',
        Action: 'iam:AddUserToGroup',
        Resource: groupArn(cast),
      }),
  },
  {
    name: 'crossing: a user may join the group by a policy of the own',
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^user\/ops-user$/ },
    repair: 'named',
    touches: 'ops-user',
    apply: (state, cast) =>
      putInline(opsUserOf(state, cast), 'join', {
        Effect: 'Allow',
        Action: 'iam:AddUserToGroup',
        Resource: groupArn(cast),
      }),
  },
  {
    name: 'crossing: a user in the other group alone may join the group by a further one',
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/helpdesk$/ },
    repair: 'named',
    touches: 'helpdesk',
    apply(state, cast) {
      const group = addGroup(state, cast.ops, 'helpdesk');
      addUser(state, cast.ops, 'helper', { key: 'Active', groups: ['helpdesk', across(cast).group] });
      putInline(group, 'join', {
        Effect: 'Allow',
        Action: 'iam:AddUserToGroup',
        Resource: groupArn(cast),
      });
    },
    async climb(by) {
      await by.join(by.cast.group, 'helper');
      await by.enterClient();
    },
  },
]);

/** Accounts beside the clients that the configuration does not name, where it names others. */
export const unnamedAccounts = drifts(
  { config: 'both', kinds: ofEnvironments, repair: 'no', touches: 'lab' },
  [
    {
      name: 'unnamed: a role that an account outside may assume',
      expect: { check: 'role-other-trust', severity: 'high', subject: /^lab\/vendor$/ },
      apply: (state, { environments }) =>
        void addRole(
          state,
          addAccount(state, 'lab', environments),
          'vendor',
          documentOf(letIn(rootOf(outside))),
        ),
    },
    {
      name: 'unnamed: a role that a client may assume',
      expect: { check: 'role-other-trust', severity: 'high', subject: /^lab\/deploy$/ },
      apply: (state, { environments, client }) =>
        void addRole(
          state,
          addAccount(state, 'lab', environments),
          'deploy',
          documentOf(letIn(rootOf(client.accountId))),
        ),
    },
    {
      name: 'unnamed: its role is granted as that of an environment',
      expect: { check: 'grant-broader', severity: 'high', subject: /lab-environment$/ },
      repair: 'named',
      apply(state, cast) {
        const id = addAccount(state, 'lab', cast.environments);
        addRole(state, id, 'lab-environment', documentOf(letIn(rootOf(cast.ops))));
        const grant = use(`arn:aws:iam::${id}:role/lab-environment`);
        putInline(groupNamed(state, cast.ops, across(cast).group), 'assume-lab-environment', grant);
      },
    },
    {
      name: 'unnamed: an environment under another name, and somebody outside gets in',
      expect: { check: 'role-other-trust', severity: 'high', subject: /^lab\/backdoor$/ },
      explains: ['grant-broader'],
      touches: 'alone',
      apply(state, cast) {
        const { accountId } = across(cast);
        accountOf(state, accountId).name = 'lab';
        addRole(state, accountId, 'backdoor', documentOf(letIn(rootOf(outside))));
      },
    },
    {
      name: 'unnamed: an environment under another name, without its role, and somebody outside gets in',
      expect: { check: 'role-other-trust', severity: 'high', subject: /^lab\/backdoor$/ },
      touches: 'alone',
      apply(state, cast) {
        const { accountId, role } = across(cast);
        accountOf(state, accountId).name = 'lab';
        remove(iamOf(state, accountId).roles, role);
        addRole(state, accountId, 'backdoor', documentOf(letIn(rootOf(outside))));
      },
    },
  ],
);

/** Environments of which the configuration has the names only: they are judged as such once one is granted. */
export const grantedByName: readonly Drift[] = drifts(
  { config: 'staging', kinds: ofEnvironments, touches: 'staging' },
  [
    {
      name: 'granted by name: the role trusts somebody outside',
      expect: { check: 'trust-outside', severity: 'high', subject: /^staging$/ },
      explains: [/^trust-/],
      repair: 'yes',
      apply: (state, cast) => grantStaging(state, cast, [rootOf(cast.ops), rootOf(outside)]),
    },
    {
      name: 'granted by name: the role trusts a client',
      expect: { check: 'trust-other-client', severity: 'high', subject: /^staging$/ },
      repair: 'yes',
      apply: (state, cast) => grantStaging(state, cast, [rootOf(cast.ops), rootOf(cast.client.accountId)]),
    },
    {
      name: 'granted by name: a second role for Ops',
      expect: { check: 'role-second', severity: 'high', subject: /^staging\/deploy$/ },
      repair: 'no',
      apply(state, cast) {
        grantStaging(state, cast, rootOf(cast.ops));
        addRole(state, cast.staging ?? '', 'deploy', documentOf(letIn(rootOf(cast.ops))));
      },
    },
    {
      name: 'granted by name: to a user',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^user\/ops-user$/ },
      repair: 'named',
      apply(state, cast) {
        grantStaging(state, cast, rootOf(cast.ops));
        const arn = `arn:aws:iam::${cast.staging}:role/staging-environment`;
        putInline(opsUserOf(state, cast), 'mine', use(arn));
      },
    },
  ],
);

/** The environment with its role and its grant, as the command for environments makes them. */
export function grantStaging(state: SandboxState, cast: Cast, trusted: string | readonly string[]): void {
  const id = cast.staging ?? '';
  const role = addRole(state, id, 'staging-environment', documentOf(letIn(trusted)));
  role.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
  role.tags = { 'diverst:managed-by': 'diverst' };
  const grant = use(`arn:aws:iam::${id}:role/staging-environment`);
  putInline(groupNamed(state, cast.ops, 'environments'), 'assume-staging-environment', grant);
}

function across({ across: one }: Cast): NonNullable<Cast['across']> {
  if (one === null) throw new Error('the prepared organization has one kind only');
  return one;
}

function groupAcross(state: SandboxState, cast: Cast) {
  return groupNamed(state, cast.ops, across(cast).group);
}

function groupArn(cast: Cast): string {
  return `arn:aws:iam::${cast.ops}:group/${cast.group}`;
}
