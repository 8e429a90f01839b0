import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { ControlPolicyType } from '../../src/sandbox/state-of-organizations.ts';
import type { Keys } from './ground.ts';
import { trust, type World, world } from './world.ts';

export const accessRoleName = 'OrganizationAccountAccessRole';

/** A world with two clients in production and an account of somebody else's. */
export interface Company extends World {
  readonly root: string;
  /** OUs by name. */
  readonly units: Readonly<Record<string, string>>;
  readonly acme: string;
  readonly globex: string;
  readonly outsider: string;
  /** A session of the access role, which is an administrator of the account. */
  admin(accountId: string): Promise<Keys>;
  /** A key of the account's root user. */
  rootKeys(accountId: string): Keys;
  /** A role that everybody may assume, as far as its trust policy is concerned. @returns its ARN */
  openRole(accountId: string, by?: Keys): Promise<string>;
  enable(type?: ControlPolicyType): Promise<void>;
  /** A new policy that is attached to the root, OU or account. @returns its id */
  attach(targetId: string, document: string, type?: ControlPolicyType): Promise<string>;
}

export async function company(options: Omit<SandboxOptions, 'clock'> = {}): Promise<Company> {
  const made = world(options);
  const { sandbox } = made;
  const organizations = made.organizations();
  const root = sandbox.state().organization?.rootId ?? '';
  const units = Object.fromEntries(Object.values(sandbox.state().units).map(({ id, name }) => [name, id]));
  const client = async (name: string): Promise<string> => {
    await organizations.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }));
    await made.clock.sleep(60_000);
    const id = Object.values(sandbox.state().accounts).find((account) => account.name === name)?.id ?? '';
    await organizations.send(
      new MoveAccountCommand({
        AccountId: id,
        SourceParentId: root,
        DestinationParentId: units['Production'] ?? '',
      }),
    );
    return id;
  };
  const outsider = '999988887777';
  sandbox.edit((state) => {
    state.accounts[outsider] = {
      id: outsider,
      name: 'outsider',
      email: 'out@example.org',
      parentId: '',
      joinedMethod: 'INVITED',
      joinedAt: 0,
      state: 'ACTIVE',
      tags: {},
    };
    state.iam[outsider] = { users: {}, groups: {}, roles: {}, policies: {} };
  });
  const admin = (accountId: string) =>
    made.assume({ RoleArn: `arn:aws:iam::${accountId}:role/${accessRoleName}`, RoleSessionName: 'admin' });
  let policies = 0;
  return {
    ...made,
    root,
    units,
    acme: await client('acme'),
    globex: await client('globex'),
    outsider,
    admin,
    rootKeys(accountId) {
      const id = `AKIAROOT${accountId}`;
      sandbox.edit((state) => {
        state.accessKeys[id] = {
          id,
          secretAccessKey: 'secret',
          accountId,
          createdAt: 0,
          status: 'Active',
        };
      });
      return { accessKeyId: id, secretAccessKey: 'secret' };
    },
    async openRole(accountId, by) {
      const { Role } = await made
        .iam(by ?? (await admin(accountId)))
        .send(new CreateRoleCommand({ RoleName: 'open', AssumeRolePolicyDocument: trust({ AWS: '*' }) }));
      return Role?.Arn ?? '';
    },
    async enable(PolicyType = 'SERVICE_CONTROL_POLICY') {
      await organizations.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType }));
    },
    async attach(TargetId, Content, Type = 'SERVICE_CONTROL_POLICY') {
      policies += 1;
      const { Policy } = await organizations.send(
        new CreatePolicyCommand({ Name: `policy-${policies}`, Description: '', Content, Type }),
      );
      const PolicyId = Policy?.PolicySummary?.Id ?? '';
      await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId }));
      return PolicyId;
    },
  };
}
