import { newAccountId, newIamId } from '../ids.ts';
import { emptyIam } from '../settle.ts';
import type { SandboxState } from '../state.ts';
import {
  bought,
  type CastAccount,
  clients,
  companySince,
  environments,
  firstAccounts,
  leavers,
  machine,
  people,
  type Spends,
  seats,
  secondAdmin,
} from './cast.ts';
import { administratorAccess, type Company, type Kind, policy } from './company.ts';
import type { Act, Times } from './times.ts';

/** How the company came to be what it is, from its first account to the last key that was replaced. */
export function past(company: Company, times: Times): readonly Act[] {
  const { stage, ops } = company;
  const spend = (name: string, { peak, ...more }: Spends) =>
    company.spends(name, { ...more, ...(peak === undefined ? {} : { peakAt: times.ago(peak) }) });
  const made =
    (kind: Kind) =>
    ({ name, since, spends }: CastAccount): Act => ({
      at: times.ago(times.workday(since)),
      do() {
        company.makeAccount(kind, name);
        spend(name, spends);
      },
    });
  return [
    {
      at: times.ago(companySince, 9),
      do() {
        for (const [name, spends] of Object.entries(firstAccounts)) spend(name, spends);
      },
    },
    ...environments.map(made('environment')),
    ...[...clients, ...leavers].map(made('client')),
    ...leavers.map(({ name, closed }) => ({
      at: times.ago(closed, 15),
      do: () => company.closeClient(name),
    })),
    ...people.map((person) => ({ at: times.ago(person.since, 9), do: () => company.addPerson(person) })),
    { at: times.ago(745, 9), do: () => company.addAdmin(secondAdmin) },
    { at: times.ago(412, 11), do: () => addMachine(company) },
    {
      at: times.ago(740, 13),
      do: () => {
        const toGroup = { GroupName: 'environments', UserName: 'ops-user' };
        stage.act(company.inAccount(ops), 'iam', 'AddUserToGroup', toGroup);
      },
    },
    { at: times.ago(588, 9), do: () => addOldKey(company) },
    { at: times.ago(150, 17), do: () => leave(company, times.ago(157, 16)) },
    {
      at: times.ago(bought.since, 11),
      do() {
        acquire(company, bought.name);
        spend(bought.name, bought.spends);
      },
    },
    { at: times.ago(41, 9), do: () => company.replaceKey(company.admin(seats.cli), 'management-admin') },
    { at: times.ago(40, 9), do: () => company.replaceKey(company.inAccount(ops), 'ops-user') },
  ];
}

/** A CI system that works with an access key of Ops. */
function addMachine(company: Company): void {
  const { stage, ops } = company;
  const inOps = company.inAccount(ops);
  stage.act(inOps, 'iam', 'CreateUser', { UserName: machine });
  stage.act(inOps, 'iam', 'AddUserToGroup', { GroupName: 'production', UserName: machine });
  stage.act(inOps, 'iam', 'CreateAccessKey', { UserName: machine });
}

/** gina works with an access key, */
function addOldKey(company: Company): void {
  company.stage.act(company.inAccount(company.ops), 'iam', 'CreateAccessKey', { UserName: 'gina' });
}

/** and when she leaves, the key is switched off, and her user forgotten. @param used when the key was used last */
function leave(company: Company, used: number): void {
  const { stage, ops } = company;
  const { keyId } = stage.withKey(ops, 'gina', seats.cli);
  const toKey = { UserName: 'gina', AccessKeyId: keyId, Status: 'Inactive' };
  stage.act(company.inAccount(ops), 'iam', 'UpdateAccessKey', toKey);
  // An older use than the event history holds.
  stage.edit(({ accessKeys }) => {
    const key = accessKeys[keyId];
    if (key !== undefined) accessKeys[keyId] = { ...key, lastUsedAt: used };
  });
}

/** A company is bought, and its account gets a place that no one has told diverst of. */
function acquire(company: Company, name: string): void {
  const { stage } = company;
  const admin = company.admin(seats.console);
  const ParentId = stage.state.organization?.rootId ?? '';
  stage.edit((state) => invite(state, name, stage.now));
  stage.act(admin, 'organizations', 'CreateOrganizationalUnit', { ParentId, Name: 'Acquired' });
  company.move(company.accountId(name), company.unitId('Acquired'), admin);
}

/**
 * An account that the company bought, with the role that AWS asks for in one that was invited, and a root user of its own.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html
 */
function invite(state: SandboxState, name: string, at: number): void {
  const id = newAccountId(state);
  state.accounts[id] = {
    id,
    name,
    email: `aws@${name}.example`,
    parentId: state.organization?.rootId ?? '',
    joinedMethod: 'INVITED',
    joinedAt: at,
    state: 'ACTIVE',
    tags: {},
  };
  const trusted = { AWS: `arn:aws:iam::${state.managementAccountId}:root` };
  const trust = policy({ Effect: 'Allow', Principal: trusted, Action: 'sts:AssumeRole' });
  const iam = emptyIam();
  iam.roles['organizationaccountaccessrole'] = {
    name: 'OrganizationAccountAccessRole',
    id: newIamId(state, 'AROA'),
    path: '/',
    createdAt: at,
    effectiveAt: at,
    trust: { document: trust, effectiveAt: at },
    maxSessionDuration: 3600,
    inline: {},
    attached: [administratorAccess],
    tags: {},
  };
  const mfaDevices = [`arn:aws:iam::${id}:mfa/root-account-mfa-device`];
  iam.root = { hasPassword: true, mfaDevices, signingCertificates: [] };
  state.iam[id] = iam;
}
