import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { type Ended, launch, said, stop } from './children.ts';
import type { Workshop } from './diverst.ts';
import { cleanEnv, type Keys } from './environment.ts';
import { given, Sdk } from './sdk.ts';

export interface Moto {
  readonly endpoint: string;
  stop(): Promise<Ended>;
}

/** Starts moto_server on a port that the system chooses. */
export async function startMoto({ folder }: Workshop): Promise<Moto> {
  // Without them AdministratorAccess does not exist there.
  const env = cleanEnv(folder, { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' });
  const server = launch('moto_server', ['-H', '127.0.0.1', '-p', '0'], { env, cwd: folder });
  try {
    const [, endpoint] = await said(server, /Running on (http:\/\/127\.0\.0\.1:\d+)/);
    return { endpoint: given(endpoint, 'address'), stop: () => stop(server) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

/** The base structure, made in moto. */
export interface MotoOrganization {
  /** As a user of the management account. */
  readonly sdk: Sdk;
  readonly keys: Keys;
  readonly managementId: string;
  readonly rootId: string;
  readonly productionId: string;
  readonly opsId: string;
}

/** Access keys of a user of moto's default account, who has no organization yet. */
export async function adminKeys(endpoint: string): Promise<Keys> {
  // moto takes any keys for those of its default account's administrator.
  const nobody = new Sdk(endpoint, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' });
  const UserName = 'admin';
  await nobody.iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await nobody.iam.send(new CreateAccessKeyCommand({ UserName }));
  nobody.close();
  return {
    accessKeyId: given(AccessKey?.AccessKeyId, 'AccessKeyId'),
    secretAccessKey: given(AccessKey?.SecretAccessKey, 'SecretAccessKey'),
  };
}

/** Makes what `client init` wants to find, with the SDK alone. */
export async function prepareOrganization(endpoint: string): Promise<MotoOrganization> {
  const keys = await adminKeys(endpoint);
  const sdk = new Sdk(endpoint, keys);

  const { Organization } = await sdk.organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots } = await sdk.organizations.send(new ListRootsCommand({}));
  const rootId = given(Roots?.[0]?.Id, 'root');
  const usersId = await createUnit(sdk, rootId, 'Users');
  const productionId = await createUnit(sdk, await createUnit(sdk, rootId, 'Envs'), 'Production');

  const opsId = await createAccount(sdk, 'Ops', 'ops@example.com');
  await moveAccount(sdk, opsId, rootId, usersId);
  const ops = await sdk.within(opsId);
  await ops.iam.send(new CreateGroupCommand({ GroupName: 'production' }));
  await ops.iam.send(new CreateUserCommand({ UserName: 'ana' }));
  await ops.iam.send(new AddUserToGroupCommand({ GroupName: 'production', UserName: 'ana' }));
  ops.close();
  const managementId = given(Organization?.MasterAccountId, 'management account');
  return { sdk, keys, managementId, rootId, productionId, opsId };
}

async function createUnit({ organizations }: Sdk, ParentId: string, Name: string): Promise<string> {
  const { OrganizationalUnit } = await organizations.send(
    new CreateOrganizationalUnitCommand({ ParentId, Name }),
  );
  return given(OrganizationalUnit?.Id, 'unit');
}

/** An account as an admin makes it by hand: in the root. moto creates it at once. */
export async function createAccount({ organizations }: Sdk, name: string, email: string): Promise<string> {
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({ AccountName: name, Email: email }),
  );
  return given(CreateAccountStatus?.AccountId, 'account');
}

async function moveAccount({ organizations }: Sdk, AccountId: string, from: string, to: string) {
  await organizations.send(
    new MoveAccountCommand({ AccountId, SourceParentId: from, DestinationParentId: to }),
  );
}
