import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { administratorAccess, attachGuardrail, held, makeAdministrator } from '../support/guardrails.ts';
import { type Made, makePolicy, makeRole } from '../support/make.ts';
import { allowed, outcome, refused } from '../support/outcome.ts';
import { iamGuide, organizationsGuide } from '../support/pages.ts';
import { removePolicy, removeRole } from '../support/remove.ts';
import type { Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const accessRole = 'OrganizationAccountAccessRole';
const inline = policy(allow('iam:ListAccountAliases'));
const tags = (Key: string) => [{ Key, Value: 'contract' }];

type Outcomes = Readonly<Record<string, unknown>>;

function each(outcomes: readonly string[], shape: Shape): Readonly<Record<string, Shape>> {
  return Object.fromEntries(outcomes.map((name) => [name, shape]));
}

const harmless = ['attach', 'detach', 'deleteInline'];
const same = ['trust', 'session', 'description'];
const others = ['putInline', 'putBoundary', 'deleteBoundary', 'delete'];

/** Changes that change nothing: the policy is attached already, the other two are not there. */
async function changeNothing({ iam }: Caller, RoleName: string): Promise<Outcomes> {
  const notAttached = 'arn:aws:iam::aws:policy/job-function/Billing';
  const PolicyName = 'contract-that-does-not-exist';
  return {
    attach: await outcome(
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: administratorAccess })),
    ),
    detach: await outcome(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: notAttached }))),
    deleteInline: await outcome(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))),
  };
}

/** Writes what the role has already. */
async function writeTheSame({ iam }: Caller, RoleName: string, by: Caller): Promise<Outcomes> {
  const { Role } = await by.iam.send(new GetRoleCommand({ RoleName }));
  const { Description = '', MaxSessionDuration, AssumeRolePolicyDocument = '' } = Role ?? {};
  const PolicyDocument = decodeURIComponent(AssumeRolePolicyDocument);
  return {
    trust: await outcome(iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))),
    session: await outcome(iam.send(new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration }))),
    description: await outcome(iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description }))),
  };
}

/** What is done to no role but one that was made for it. Its inline policy keeps it from being deleted. */
async function changeMore({ iam }: Caller, RoleName: string): Promise<Outcomes> {
  const PolicyName = 'kept';
  const PermissionsBoundary = administratorAccess;
  return {
    delete: await outcome(iam.send(new DeleteRoleCommand({ RoleName }))),
    putInline: await outcome(
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: inline })),
    ),
    putBoundary: await outcome(
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })),
    ),
    deleteBoundary: await outcome(iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))),
  };
}

async function changeAll(caller: Caller, RoleName: string, by: Caller): Promise<Outcomes> {
  return {
    ...(await changeNothing(caller, RoleName)),
    ...(await changeMore(caller, RoleName)),
    ...(await writeTheSame(caller, RoleName, by)),
  };
}

/** Makes the version that counts count, writes one that does not, and deletes one that is not there. */
async function changePolicy({ iam }: Caller, PolicyArn: string): Promise<Outcomes> {
  return {
    choose: await outcome(iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))),
    write: await outcome(iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: inline }))),
    delete: await outcome(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v99' }))),
  };
}

async function tagPolicy({ iam }: Caller, PolicyArn: string, PolicyName: string): Promise<Outcomes> {
  const Tags = [...tags('team'), ...tags('Diverst:Managed-By')];
  const TagKeys = ['team', 'DIVERST:managed-by'];
  return {
    create: await outcome(iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: inline, Tags }))),
    add: await outcome(iam.send(new TagPolicyCommand({ PolicyArn, Tags }))),
    remove: await outcome(iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys }))),
  };
}

interface Ground {
  readonly access: Caller;
  readonly administrator: Caller;
  /** A role as diverst makes it, and one that somebody in the account made. */
  readonly ours: Made;
  readonly own: Made;
  /** Of a role that does not exist yet. */
  readonly newName: string;
}

async function ground(stage: Stage): Promise<Ground> {
  const access = await stage.member();
  const { caller: administrator } = await makeAdministrator(stage);
  const document = trust(account(stage.memberId));
  const ours = await makeRole(stage, access, 'ours', document, { Tags: tags('diverst:managed-by') });
  const own = await makeRole(stage, access, 'own', document);
  for (const { name } of [ours, own]) {
    const input = { RoleName: name, PolicyName: 'kept', PolicyDocument: inline };
    await access.iam.send(new PutRolePolicyCommand(input));
  }
  const newName = stage.name('new');
  stage.tidy(`role ${newName}`, () => removeRole(access, newName));
  await attachGuardrail(stage, 'roles');
  return { access, administrator, ours, own, newName };
}

function createRole({ iam }: Caller, { memberId }: Stage, RoleName: string, tag?: string) {
  const AssumeRolePolicyDocument = trust(account(memberId));
  const input = { RoleName, AssumeRolePolicyDocument, ...(tag === undefined ? {} : { Tags: tags(tag) }) };
  return outcome(iam.send(new CreateRoleCommand(input)));
}

/** Setting and taking off a tag: at the creation of a role, beside another one on an own role, and on one of diverst's. */
async function tag(
  caller: Caller,
  stage: Stage,
  key: string,
  { ours, own, newName }: Ground,
): Promise<Outcomes> {
  const { iam } = caller;
  const Tags = [...tags('team'), ...tags(key)];
  return {
    create: await createRole(caller, stage, newName, key),
    add: await outcome(iam.send(new TagRoleCommand({ RoleName: own.name, Tags }))),
    remove: await outcome(iam.send(new UntagRoleCommand({ RoleName: ours.name, TagKeys: ['team', key] }))),
  };
}

function roles(
  stem: string,
  page: string,
  calls: (stage: Stage, ground: Ground) => Promise<Outcomes>,
  expected: Shape,
  known: ContractCase['known'] = 'documented',
): ContractCase {
  return contractCase({
    id: `guardrails/roles/${stem}`,
    rule: 'service-control',
    page,
    kind: 'reversible',
    signs: 'member',
    known,
    settles: true,
    prepare: ground,
    calls,
    expected,
  });
}

const deniedKeys = ['diverst:managed-by', 'DIVERST:Managed-By', 'diverst:client', 'Diverst:Environment'];
const versions = ['choose', 'write', 'delete'];
const tagging = ['create', 'add', 'remove'];

/** Who changes the access role and the roles of diverst under the guardrail for them. */
export const guardrailRoleCases: readonly ContractCase[] = [
  roles(
    'access-role',
    organizationsGuide('orgs_manage_policies_scps_syntax'),
    async (stage, { administrator, access }) => ({
      create: await createRole(administrator, stage, accessRole),
      administrator: {
        ...(await changeNothing(administrator, accessRole)),
        ...(await writeTheSame(administrator, accessRole, access)),
      },
      access: await changeNothing(access, accessRole),
    }),
    {
      create: held,
      administrator: each([...harmless, ...same], held),
      access: each(harmless, allowed),
    },
  ),
  roles(
    'tagged-and-others',
    iamGuide('access_tags.html'),
    async (_, { administrator, access, ours, own }) => ({
      ours: await changeAll(administrator, ours.name, access),
      own: await changeAll(administrator, own.name, access),
      access: await changeAll(access, ours.name, access),
    }),
    {
      ours: each([...harmless, ...same, ...others], held),
      own: each([...harmless, ...same, ...others], allowed),
      access: each([...harmless, ...same, ...others], allowed),
    },
  ),
  roles(
    'tags',
    iamGuide('reference_policies_condition-keys.html#condition-keys-tagkeys'),
    async (stage, made) => {
      const { administrator, access, own, newName } = made;
      const got: Record<string, unknown> = {};
      for (const key of deniedKeys) got[key] = await tag(administrator, stage, key, made);
      const other = new TagRoleCommand({ RoleName: made.ours.name, Tags: tags('team') });
      return {
        ...got,
        other: await outcome(administrator.iam.send(other)),
        otherNew: await createRole(administrator, stage, newName, 'team'),
        access: await outcome(
          access.iam.send(new TagRoleCommand({ RoleName: own.name, Tags: tags('diverst:client') })),
        ),
      };
    },
    {
      ...each(deniedKeys, each(tagging, held)),
      ...each(['other', 'otherNew', 'access'], allowed),
    },
  ),
  contractCase({
    id: 'guardrails/roles/tagged-policies',
    rule: 'service-control',
    page: iamGuide('access_tags.html'),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const access = await stage.member();
      const { caller: administrator } = await makeAdministrator(stage);
      const ours = await makePolicy(stage, access, 'ours', inline);
      await access.iam.send(new TagPolicyCommand({ PolicyArn: ours, Tags: tags('diverst:managed-by') }));
      const own = await makePolicy(stage, access, 'own', inline);
      const newName = stage.name('new');
      const newArn = `arn:aws:iam::${stage.memberId}:policy/${newName}`;
      stage.tidy(`policy ${newName}`, () => removePolicy(access, newArn));
      await attachGuardrail(stage, 'roles');
      return { access, administrator, ours, own, newName };
    },
    calls: async (_, { access, administrator, ours, own, newName }) => ({
      ours: await changePolicy(administrator, ours),
      own: await changePolicy(administrator, own),
      access: await changePolicy(access, ours),
      tags: await tagPolicy(administrator, own, newName),
    }),
    expected: {
      ours: each(versions, held),
      own: each(versions, allowed),
      access: each(versions, allowed),
      tags: each(tagging, held),
    },
  }),
  roles(
    'names-in-other-letters',
    iamGuide('reference_identifiers.html#identifiers-friendly-names'),
    // IAM finds the role. Nothing documents of which spelling the ARN is that policies are asked about.
    async (stage, { administrator, access, ours }) => ({
      create: await createRole(administrator, stage, accessRole.toLowerCase()),
      access: {
        ...(await changeNothing(administrator, accessRole.toLowerCase())),
        ...(await writeTheSame(administrator, accessRole.toLowerCase(), access)),
      },
      ours: await changeAll(administrator, ours.name.toUpperCase(), access),
    }),
    {
      create: refused(/^(AccessDenied|EntityAlreadyExists)/),
      access: each([...harmless, ...same], held),
      ours: each([...harmless, ...same, ...others], held),
    },
    'unconfirmed',
  ),
];
