import { afterAll, describe, expect, it } from 'vitest';
import type { AccountNoun } from '../../src/model/account-kind.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { runCli } from '../support/cli.ts';
import { type Cast, farAway, kinds } from './cast.ts';
import { nouns } from './drift.ts';
import {
  accountOf,
  addAccount,
  addGroup,
  addPolicy,
  addRole,
  addUser,
  awsPolicy,
  documentOf,
  grantName,
  groupOf,
  iamOf,
  letIn,
  opsUserOf,
  putInline,
  remake,
  removeInline,
  rootOf,
  setTrust,
} from './edits.ts';
import { cleanUp, open, prepared } from './prepared.ts';
import { type Audited, audit } from './report.ts';

afterAll(cleanUp);

/** An ARN in Ops, or several. */
type Resource = (cast: Cast) => string | readonly string[];

type Edit = (state: SandboxState, cast: Cast) => void;

async function auditedAfter(edit: Edit, noun: AccountNoun): Promise<Audited> {
  const ground = await prepared('default', noun);
  const organization = open(ground);
  organization.sandbox.edit((state) => edit(state, ground.cast));
  return audit(organization, ground);
}

async function highAfter(edit: Edit, noun: AccountNoun = 'client'): Promise<readonly string[]> {
  const { findings } = await auditedAfter(edit, noun);
  return findings.filter(({ severity }) => severity === 'high').map(({ id }) => id);
}

/** Somebody in the group `helpdesk` of Ops. */
const helpdesk =
  (Action: string | readonly string[], resource: Resource): Edit =>
  (state, cast) => {
    const group = addGroup(state, cast.ops, 'helpdesk');
    addUser(state, cast.ops, 'helper', { groups: ['helpdesk'] });
    putInline(group, 'help', { Effect: 'Allow', Action, Resource: resource(cast) });
  };

/** `GROUP` stands for the group that the kind is granted to. */
const inOps =
  (resource: string): Resource =>
  ({ ops, group }) =>
    `arn:aws:iam::${ops}:${resource.replace('GROUP', group)}`;

describe.each(nouns)('who may give himself a role: %s', (noun) => {
  const high = (edit: Edit) => highAfter(edit, noun);

  it.each<readonly [string, string | readonly string[], Resource]>([
    ['everything in IAM', 'iam:*', () => '*'],
    ['members of the group', 'iam:AddUserToGroup', inOps('group/GROUP')],
    ['members of every group', 'IAM:addusertogroup', inOps('group/*')],
    ['policies of his own group', 'iam:PutGroupPolicy', inOps('group/helpdesk')],
    ['policies that his group has', 'iam:AttachGroupPolicy', inOps('group/h?lpdesk')],
    ['policies of himself', 'iam:PutUserPolicy', inOps('user/${aws:username}')],
    ['managed policies of himself', 'iam:AttachUserPolicy', inOps('user/${aws:username}')],
    ['keys of others', 'iam:CreateAccessKey', inOps('user/*')],
    ['keys of one other', ['iam:CreateAccessKey'], inOps('user/ops-user')],
    ['passwords of others', 'iam:UpdateLoginProfile', () => '*'],
    ['policies of roles', ['iam:PutRolePolicy'], inOps('role/*')],
    ['who assumes the access role of Ops', 'iam:UpdateAssumeRolePolicy', inOps('role/Organization*')],
  ])('%s', async (_what, actions, resource) => {
    expect(await high(helpdesk(actions, resource))).toEqual(['grant-elsewhere:group/helpdesk']);
  });

  it('members of the group, which has a path', async () => {
    const found = await high((state, cast) => {
      iamOf(state, cast.ops).groups[cast.group] = { ...groupOf(state, cast), path: '/teams/' };
      helpdesk('iam:AddUserToGroup', inOps('group/teams/*'))(state, cast);
    });
    expect(found).toEqual(['grant-elsewhere:group/helpdesk']);
  });

  it('policies of a role that he makes', async () => {
    const found = await high(helpdesk(['iam:CreateRole', 'iam:AttachRolePolicy'], inOps('role/app-*')));
    expect(found).toEqual(['grant-elsewhere:group/helpdesk']);
  });

  it('a version of a policy that is attached', async () => {
    const found = await high((state, cast) => {
      helpdesk('iam:CreatePolicyVersion', inOps('policy/buckets'))(state, cast);
      const buckets = addPolicy(
        state,
        cast.ops,
        'buckets',
        documentOf({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }),
      );
      addGroup(state, cast.ops, 'readers').attached.push(buckets);
    });
    expect(found).toEqual(['grant-elsewhere:group/helpdesk']);
  });

  it('by a policy of AWS', async () => {
    const found = await high(
      (state, { ops }) => void addGroup(state, ops, 'helpdesk').attached.push(awsPolicy('IAMFullAccess')),
    );
    expect(found).toEqual(['grant-elsewhere:group/helpdesk']);
  });

  it('as a user with a policy of his own', async () => {
    const found = await high((state, cast) =>
      putInline(opsUserOf(state, cast), 'more', {
        Effect: 'Allow',
        Action: 'iam:AttachUserPolicy',
        Resource: '*',
      }),
    );
    expect(found).toEqual(['grant-elsewhere:user/ops-user']);
  });

  it('through a role of Ops', async () => {
    const found = await high((state, { ops }) => {
      const robot = addRole(state, ops, 'robot', documentOf(letIn(rootOf(ops))));
      putInline(robot, 'groups', { Effect: 'Allow', Action: 'iam:PutGroupPolicy', Resource: '*' });
    });
    expect(found).toEqual(['grant-elsewhere:role/robot']);
  });

  it.each<readonly [string, string | readonly string[], Resource]>([
    [
      'keys, password and device of oneself',
      [
        'iam:CreateAccessKey',
        'iam:DeleteAccessKey',
        'iam:UpdateAccessKey',
        'iam:CreateLoginProfile',
        'iam:UpdateLoginProfile',
        'iam:ChangePassword',
        'iam:EnableMFADevice',
      ],
      inOps('user/${aws:username}'),
    ],
    ['reading', ['iam:Get*', 'iam:List*', 'iam:Generate*', 'iam:Simulate*'], () => '*'],
    ['keys of oneself, in any case', 'iam:*AccessKey*', inOps('user/${AWS:UserName}')],
    ['members of a group that is not there', 'iam:AddUserToGroup', inOps('group/interns')],
    ['groups of another account', 'iam:PutGroupPolicy', () => 'arn:aws:iam::999988887777:group/*'],
    ['policies of a role that is not there', 'iam:AttachRolePolicy', inOps('role/app-*')],
    ['policies that are attached to nothing', 'iam:CreatePolicyVersion', inOps('policy/drafts/*')],
  ])('not: %s', async (_what, actions, resource) => {
    expect(await auditedAfter(helpdesk(actions, resource), noun)).toEqual({ code: 0, findings: [] });
  });

  it('not: what is denied again', async () => {
    const found = await high((state, { ops }) =>
      putInline(
        addGroup(state, ops, 'helpdesk'),
        'help',
        { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
        { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
      ),
    );
    expect(found).toEqual([]);
  });
});

describe('roles that are passed over by their names', () => {
  it('one of the access role’s name in the management account', async () => {
    const found = await highAfter((state, { management }) =>
      addRole(
        state,
        management,
        'OrganizationAccountAccessRole',
        documentOf(letIn(rootOf(farAway))),
      ).attached.push(awsPolicy('AdministratorAccess')),
    );
    expect(found).toEqual([expect.stringMatching(/^role-other-trust:.*OrganizationAccountAccessRole$/)]);
  });

  it.each(nouns)('the role under another case that lets in strangers: %s', async (noun) => {
    const found = await highAfter((state, { client }) => {
      setTrust(state, client, letIn(rootOf(farAway)));
      remake(state, client, { name: client.role.toUpperCase() });
    }, noun);
    const { suffix, names } = kinds[noun];
    expect(found).toContain(`role-other-trust:${names[0]}/${`${names[0]}-${suffix}`.toUpperCase()}`);
  });
});

describe('services that hand roles to somebody outside', () => {
  const services = ['rolesanywhere.amazonaws.com', 'credentials.iot.amazonaws.com'];

  it.each(nouns.flatMap((noun) => services.map((service) => [service, noun] as const)))(
    '%s: %s',
    async (service, noun) => {
      const trust = documentOf({
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
      });
      const found = await highAfter(
        (state, { client }) => void addRole(state, client.accountId, 'gate', trust),
        noun,
      );
      expect(found).toEqual([`role-other-trust:${kinds[noun].names[0]}/gate`]);
    },
  );
});

describe('an account in Production whose name is no client’s', () => {
  it('shows whom its roles let in, and its users', async () => {
    const found = await highAfter((state, { production }) => {
      const id = addAccount(state, 'Big Customer', production);
      addRole(state, id, 'gate', documentOf(letIn(rootOf(farAway))));
      addUser(state, id, 'mallory', { key: 'Active' });
    });
    expect(found).toEqual(['client-user:Big Customer/mallory', 'role-other-trust:Big Customer/gate']);
  });
});

describe('a client’s account that is hidden', () => {
  it('by a move out of Production, with its role under another case', async () => {
    const found = await highAfter((state, cast) => {
      const { client, environments } = cast;
      accountOf(state, client.accountId).parentId = environments;
      setTrust(state, client, letIn(rootOf(farAway)));
      remake(state, client, { name: client.role.toUpperCase() });
      removeInline(groupOf(state, cast), grantName(client));
    });
    expect(found).toContain('role-other-trust:acme/ACME-PRODUCTION');
  });
});

describe.each(nouns)('two policies of one name: %s', (noun) => {
  it('are two findings, so that an ignore of the one does not hide the other', async () => {
    const found = await highAfter((state, cast) => {
      const group = groupOf(state, cast);
      const reading = { Effect: 'Allow', Action: 's3:Get*', Resource: '*' };
      putInline(group, 'partner', reading);
      group.attached.push(addPolicy(state, cast.ops, 'partner', documentOf({ ...reading, Action: 'iam:*' })));
    }, noun);
    const id = `group-broader:${kinds[noun].group}/partner`;
    expect(found).toEqual([id, `${id} #2`]);
  });
});

describe.each([
  ['client', '--client'],
  ['environment', '--env'],
] as const)('an audit of one account: %s', (noun, option) => {
  const [name] = kinds[noun].names;

  it('is not clean where Ops was renamed, so that nothing of it could be judged', async () => {
    const ground = await prepared('default', noun);
    const organization = open(ground);
    organization.sandbox.edit((state) => {
      accountOf(state, ground.cast.ops).name = 'Operations';
      setTrust(state, ground.cast.client, letIn('*'));
    });
    const { code, stdout } = await runCli(organization, [
      ...['org', 'audit', option, name, '--json'],
      ...ground.options,
    ]);
    expect(stdout).toContain('ops-missing');
    expect(code).toBe(2);
  });

  it('is not clean where Ops is closed', async () => {
    const ground = await prepared('default', noun);
    const organization = open(ground);
    organization.sandbox.edit((state) => {
      accountOf(state, ground.cast.ops).state = 'SUSPENDED';
    });
    const { code, stdout } = await runCli(organization, [
      ...['org', 'audit', option, name, '--json'],
      ...ground.options,
    ]);
    expect(stdout).toContain('ops-inactive');
    expect(code).toBe(2);
  });

  it('finds what is wrong with it, and nothing of the others', async () => {
    const ground = await prepared('default', noun);
    const organization = open(ground);
    organization.sandbox.edit((state) => {
      for (const member of [ground.cast.client, ground.cast.other]) setTrust(state, member, letIn('*'));
    });
    const argv = ['org', 'audit', option, name, '--json', ...ground.options];
    const { code, stdout } = await runCli(organization, argv);
    const { only, findings } = JSON.parse(stdout);
    expect({ code, only, ids: findings.map(({ id }: { id: string }) => id) }).toEqual({
      code: 2,
      only: [name],
      ids: [`trust-everyone:${name}`],
    });
  });
});
