import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Cast, farAway } from '../cast.ts';
import { daily } from '../doors.ts';
import { drifts, ofBase } from '../drift.ts';
import {
  accountOf,
  addAccount,
  addGroup,
  addPolicy,
  addRole,
  addUser,
  administratorAccess,
  documentOf,
  grantName,
  groupOf,
  iamOf,
  type Json,
  letIn,
  opsUserOf,
  putInline,
  removeInline,
  rootOf,
  setGrant,
  use,
} from '../edits.ts';

const forPerson = { closes: [{ who: 'person' }] } as const;

/** The group may not use a client's role, or not in every way. */
export const lessGranted = drifts({ repair: 'yes', touches: 'client' }, [
  {
    name: 'grant: deleted',
    expect: { check: 'grant-missing', severity: 'medium', subject: /CLIENT/ },
    doors: forPerson,
    apply: (state, cast) => removeInline(groupOf(state, cast), grantName(cast.client)),
  },
  {
    name: 'grant: in a policy that is not attached',
    expect: { check: 'grant-missing', severity: 'medium', subject: /CLIENT/ },
    doors: forPerson,
    apply(state, cast) {
      removeInline(groupOf(state, cast), grantName(cast.client));
      addPolicy(state, cast.ops, 'left-over', documentOf(use(cast.client.roleArn)));
    },
  },
  {
    name: 'grant: the ARN in another case',
    expect: { check: 'grant-missing', severity: 'medium', subject: /CLIENT/ },
    explains: ['grant-dangling', 'grant-broader'],
    // Names are compared with case; what is granted instead is a role that does not exist.
    doors: forPerson,
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn.replace(cast.client.role, cast.client.role.toUpperCase())),
      ),
  },
  {
    name: 'grant: AssumeRole alone',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, cast) => setGrant(state, cast, use(cast.client.roleArn, { Action: 'sts:AssumeRole' })),
  },
  {
    name: 'grant: without tags',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }),
      ),
  },
  {
    name: 'grant: without source identity',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, cast) =>
      setGrant(state, cast, use(cast.client.roleArn, { Action: ['sts:TagSession', 'sts:AssumeRole'] })),
  },
  {
    name: 'grant: with MFA only',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: forPerson,
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      ),
  },
  {
    name: 'grant: from one network only',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: forPerson,
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.7/32'] } } }),
      ),
  },
  {
    name: 'grant: tags denied',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    // A Deny that diverst did not write is not taken away by granting anew.
    repair: 'no',
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, cast) =>
      putInline(groupOf(state, cast), `no-tags-${cast.client.name}`, {
        Effect: 'Deny',
        Action: 'sts:TagSession',
        Resource: cast.client.roleArn,
      }),
  },
  {
    name: 'grant: denied in another document',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    explains: ['grant-missing'],
    repair: 'no',
    doors: forPerson,
    apply: (state, cast) =>
      putInline(groupOf(state, cast), `frozen-${cast.client.name}`, {
        ...use(cast.client.roleArn),
        Effect: 'Deny',
      }),
  },
]);

/** The group may use what it should not. */
export const moreGranted = drifts(
  {
    expect: { check: 'grant-broader', severity: 'high' },
    explains: ['group-broader'],
    repair: 'named',
    touches: 'client',
  },
  [
    {
      name: 'grant: every role of the account',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) => more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/*`)),
    },
    {
      name: 'grant: every role of a prefix',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/${cast.client.name}-*`)),
    },
    {
      name: 'grant: a role of a name that one character decides',
      doors: { opens: [{ who: 'person', role: 'LOOKALIKE' }] },
      apply: (state, cast) => more(state, cast, use(`${cast.client.roleArn.slice(0, -1)}?`)),
    },
    {
      name: 'grant: the role of every account',
      doors: { opens: [{ who: 'person', role: 'OTHER/ROLE' }] },
      apply: (state, cast) => more(state, cast, use(`arn:aws:iam::*:role/${cast.client.role}`)),
    },
    {
      name: 'grant: an account by some of its digits',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId.slice(0, 6)}??????:role/*`)),
    },
    {
      name: 'grant: everything',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) => more(state, cast, use('*')),
    },
    {
      name: 'grant: an incomplete ARN',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) => more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:*`)),
    },
    {
      name: 'grant: every role below an OU',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) =>
        more(
          state,
          cast,
          use('arn:aws:iam::*:role/*', {
            Condition: {
              'ForAnyValue:StringLike': {
                'aws:ResourceOrgPaths': [`${state.organization?.id}/${cast.root}/*`],
              },
            },
          }),
        ),
    },
    {
      name: 'grant: every role but one',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply(state, cast) {
        const { Resource: _resource, ...statement } = use('*');
        more(state, cast, { ...statement, NotResource: cast.other.roleArn });
      },
    },
    {
      name: 'grant: every action of STS',
      doors: { opens: [{ who: 'person', action: 'sts:SetContext' }] },
      apply: (state, cast) => more(state, cast, use(cast.client.roleArn, { Action: 'sts:*' })),
    },
    {
      name: 'grant: PassRole',
      doors: { opens: [{ who: 'person', action: 'iam:PassRole' }] },
      apply: (state, cast) => more(state, cast, use(cast.client.roleArn, { Action: 'iam:PassRole' })),
    },
    {
      name: 'grant: all but IAM',
      doors: { opens: [{ who: 'person', action: 'sts:SetContext' }] },
      apply(state, cast) {
        const { Action: _action, ...statement } = use(cast.client.roleArn);
        more(state, cast, { ...statement, NotAction: 'iam:*' });
      },
    },
    {
      name: 'grant: every role, by an action with wildcards',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) =>
        more(
          state,
          cast,
          use(`arn:aws:iam::${cast.client.accountId}:role/${cast.client.name}-secre?`, {
            Action: 's?s:assume*e',
          }),
        ),
    },
    {
      name: 'grant: every role, by all actions there are',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/*`, { Action: '*' })),
    },
    {
      name: 'grant: every role, tags only',
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/*`, { Action: 'sts:TagSession' })),
    },
    {
      name: 'grant: every role, where MFA was used',
      apply: (state, cast) =>
        more(
          state,
          cast,
          use('*', {
            Action: 'sts:AssumeRole',
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          }),
        ),
    },
    {
      name: 'grant: a role of Ops itself',
      apply(state, cast) {
        addRole(state, cast.ops, `power-${cast.client.name}`, documentOf(letIn(rootOf(cast.ops))));
        more(state, cast, use(`arn:aws:iam::${cast.ops}:role/power-${cast.client.name}`));
      },
      explains: ['group-broader', 'grant-elsewhere'],
    },
    {
      name: 'grant: a version of a packed policy that is not the first',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply(state, cast) {
        const arn = addPolicy(
          state,
          cast.ops,
          `packed-${cast.client.name}`,
          documentOf(use(cast.client.roleArn)),
        );
        const policy = iamOf(state, cast.ops).policies[arn];
        policy?.versions.push({
          id: 'v2',
          document: documentOf(use(`arn:aws:iam::${cast.client.accountId}:role/*`)),
          createdAt: 1,
          effectiveAt: 0,
        });
        if (policy) Object.assign(policy, { defaultVersionId: 'v2', nextVersion: 3 });
        groupOf(state, cast).attached.push(arn);
      },
    },
    {
      name: 'grant: the access role of a client',
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/OrganizationAccountAccessRole`)),
    },
    {
      name: 'grant: a role by a policy variable',
      apply: (state, cast) =>
        more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/\${aws:username}`)),
    },
    {
      name: 'grant: its own policy reaches further',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply: (state, cast) => setGrant(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/*`)),
    },
    {
      name: 'grant: a managed policy reaches further',
      doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
      apply(state, cast) {
        const arn = addPolicy(
          state,
          cast.ops,
          `wide-${cast.client.name}`,
          documentOf(use(`arn:aws:iam::${cast.client.accountId}:role/${cast.client.name}-se*`)),
        );
        groupOf(state, cast).attached.push(arn);
      },
    },
  ],
);

/** Grants that lead nowhere. */
export const danglingGrants = drifts({ repair: 'yes', touches: 'client' }, [
  {
    name: 'grant: a role that does not exist',
    expect: { check: 'grant-dangling', severity: 'medium', subject: /ghost/ },
    apply: (state, cast) =>
      more(state, cast, use(`arn:aws:iam::${cast.client.accountId}:role/ghost-${cast.suffix}`)),
  },
  {
    name: 'grant: an account outside the organization',
    expect: { check: 'grant-dangling', severity: 'medium', subject: /vendor/ },
    apply: (state, cast) => more(state, cast, use(`arn:aws:iam::${farAway}:role/vendor-${cast.suffix}`)),
  },
  {
    name: 'grant: a role that does not exist, in a packed policy',
    expect: { check: 'grant-dangling', severity: 'medium', subject: /ghost/ },
    apply(state, cast) {
      const ghosts = ['ghost', 'phantom'].map(
        (name) => `arn:aws:iam::${cast.client.accountId}:role/${name}-${cast.suffix}`,
      );
      const arn = addPolicy(state, cast.ops, `assume-${cast.group}-01`, documentOf(use(ghosts)));
      groupOf(state, cast).attached.push(arn);
    },
    touches: 'packed',
  },
  {
    name: 'grant: the closed account of a client that was made anew',
    expect: { check: 'grant-inactive-account', severity: 'medium', subject: /former|\d{12}|CLIENT/ },
    touches: 'former',
    apply(state, cast) {
      const former = addAccount(state, cast.client.name, cast.home, {
        state: 'CLOSED',
        email: 'former@example.com',
      });
      putInline(groupOf(state, cast), 'former', use(`arn:aws:iam::${former}:role/${cast.client.role}`));
    },
  },
  {
    name: 'grant: an account that is suspended',
    expect: { check: 'grant-inactive-account', severity: 'medium', subject: /CLIENT/ },
    leaves: ['account-inactive'],
    doors: forPerson,
    apply(state, { client }) {
      accountOf(state, client.accountId).state = 'SUSPENDED';
    },
  },
  {
    name: 'grant: an account that is closed',
    expect: { check: 'grant-inactive-account', severity: 'medium', subject: /CLIENT/ },
    // The configuration still names it.
    kinds: { environment: { leaves: ['environment-missing'] } },
    doors: forPerson,
    apply(state, { client }) {
      Object.assign(accountOf(state, client.accountId), { state: 'CLOSED' });
    },
  },
  {
    name: 'grant: an account about to be closed',
    expect: { check: 'grant-inactive-account', severity: 'medium', subject: /CLIENT/ },
    leaves: ['account-inactive'],
    kinds: { environment: { leaves: ['account-inactive', 'environment-missing'] } },
    // Until it is closed everybody gets in as before.
    apply(state, { client }) {
      accountOf(state, client.accountId).state = 'PENDING_CLOSURE';
    },
  },
]);

/** Somebody else than the group may use a client's role. */
export const grantsElsewhere = drifts(
  { expect: { check: 'grant-elsewhere', severity: 'high' }, repair: 'named', touches: 'elsewhere' },
  [
    {
      name: 'grant: to a user',
      apply: (state, cast) => putInline(opsUserOf(state, cast), 'mine', use(cast.client.roleArn)),
    },
    {
      name: 'grant: to a user, by a wildcard',
      apply: (state, cast) =>
        putInline(
          opsUserOf(state, cast),
          'mine',
          use(`arn:aws:iam::*:role/*-${cast.suffix}`, { Action: 'sts:Assume*' }),
        ),
    },
    {
      name: 'grant: to a user, by a managed policy',
      apply(state, cast) {
        const arn = addPolicy(state, cast.ops, 'for-one', documentOf(use(cast.client.roleArn)));
        opsUserOf(state, cast).attached.push(arn);
      },
    },
    {
      name: 'grant: to a user who is an administrator',
      kinds: ofBase,
      apply: (state, cast) => void opsUserOf(state, cast).attached.push(administratorAccess),
    },
    {
      name: 'grant: to a user, by all but IAM',
      kinds: ofBase,
      apply: (state, cast) =>
        putInline(opsUserOf(state, cast), 'mine', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    },
    {
      name: 'grant: to a user, by all resources but one',
      apply: (state, cast) =>
        putInline(opsUserOf(state, cast), 'mine', {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          NotResource: cast.other.roleArn,
        }),
    },
    {
      name: 'grant: to a user who is in no group',
      apply: (state, cast) =>
        putInline(addUser(state, cast.ops, 'drifter'), 'mine', use(cast.client.roleArn)),
    },
    {
      name: 'grant: to a role for a service',
      // What a role may do is not taken from it by this program.
      repair: 'no',
      apply(state, cast) {
        const trust = {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        };
        putInline(addRole(state, cast.ops, 'robot', documentOf(trust)), 'clients', use(cast.client.roleArn));
      },
    },
    {
      name: 'grant: to another group',
      apply: (state, cast) =>
        putInline(addGroup(state, cast.ops, 'developers'), 'clients', use(cast.client.roleArn)),
    },
    {
      name: 'grant: to another group, with MFA',
      apply: (state, cast) =>
        putInline(
          addGroup(state, cast.ops, 'developers'),
          'clients',
          use(cast.client.roleArn, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        ),
    },
    {
      name: 'grant: to a group of administrators of Ops',
      kinds: ofBase,
      apply: (state, cast) => void addGroup(state, cast.ops, 'ops-admins').attached.push(administratorAccess),
    },
  ],
);

function more(state: SandboxState, cast: Cast, ...statements: readonly Json[]): void {
  putInline(groupOf(state, cast), `more-${cast.client.name}`, ...statements);
}
