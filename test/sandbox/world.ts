import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  STSClient,
} from '@aws-sdk/client-sts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { IamState } from '../../src/sandbox/state.ts';
import type { Keys } from './ground.ts';

/** The whole sandbox with its base structure, without guardrails unless asked for, on a virtual clock, behind real SDK clients. */
export interface World {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly management: string;
  readonly ops: string;
  /** Of the Ops account's user. */
  readonly opsKeys: Keys;
  /** Of the management account's admin, unless keys are given. */
  iam(keys?: Keys): IAMClient;
  sts(keys?: Keys, region?: string): STSClient;
  organizations(keys?: Keys): OrganizationsClient;
  /** In the sandbox's region, unless another is given. */
  cloudtrail(keys?: Keys, region?: string): CloudTrailClient;
  /** Credentials of a session of a role. */
  assume(input: AssumeRoleCommandInput, keys?: Keys): Promise<Keys>;
  /** Changes an account's IAM behind AWS's back. */
  edit(accountId: string, change: (iam: IamState) => void): void;
  /** A new user with a key of its own, and with inline policies of these documents. */
  addUser(accountId: string, name: string, documents?: readonly string[]): Keys;
}

export function world(options: Omit<SandboxOptions, 'clock'> = {}): World {
  const clock = new VirtualClock();
  const sandbox = openSandbox({ start: 'unguarded', ...options, clock });
  const { managementAccountId, accounts } = sandbox.state();
  const opsKeys = sandbox.profiles.ops;
  if (opsKeys === undefined) throw new Error('The base structure has a user in the Ops account.');
  const config = (keys?: Keys) => ({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: keys ?? sandbox.profiles.management,
    maxAttempts: 1,
  });
  const edit: World['edit'] = (accountId, change) =>
    sandbox.edit((state) => {
      const iam = state.iam[accountId];
      if (iam === undefined) throw new Error(`Account ${accountId} has no IAM.`);
      change(iam);
    });
  return {
    sandbox,
    clock,
    management: managementAccountId,
    ops: Object.values(accounts).find(({ name }) => name === 'Ops')?.id ?? '',
    opsKeys,
    iam: (keys) => new IAMClient(config(keys)),
    sts: (keys, region = sandbox.region) => new STSClient({ ...config(keys), region }),
    organizations: (keys) => new OrganizationsClient(config(keys)),
    cloudtrail: (keys, region = sandbox.region) => new CloudTrailClient({ ...config(keys), region }),
    async assume(input, keys) {
      const { Credentials } = await new STSClient(config(keys)).send(new AssumeRoleCommand(input));
      return keysOf(Credentials);
    },
    edit,
    addUser(accountId, name, documents = []) {
      const serial = String(Object.keys(sandbox.state().accessKeys).length).padStart(12, 'Q');
      const key = { id: `AKIA${serial}`, secretAccessKey: `secret-${name}-${serial}` };
      const now = clock.now();
      sandbox.edit((state) => {
        state.accessKeys[key.id] = { ...key, accountId, userName: name, createdAt: now, status: 'Active' };
      });
      edit(accountId, (iam) => {
        const inline = documents.map((document, index) => [`p${index}`, { document, effectiveAt: now }]);
        iam.users[name.toLowerCase()] = {
          name,
          id: `AIDA${name.toUpperCase().padStart(17, 'X')}`,
          path: '/',
          createdAt: now,
          mfaDevices: [],
          inline: Object.fromEntries(inline),
          attached: [],
          tags: {},
          hasPassword: false,
        };
      });
      return { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
    },
  };
}

export function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

/** A policy document of these statements. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
): object {
  return { Effect: 'Allow', Action, Resource };
}

/** A trust policy of one statement. */
export function trust(Principal: unknown, parts: object = {}): string {
  return policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...parts });
}
