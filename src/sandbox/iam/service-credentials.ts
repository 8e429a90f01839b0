import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
  DeleteServiceSpecificCredentialRequest,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredentialResponse,
  ServiceSpecificCredentialMetadata,
  StatusType,
  UpdateServiceSpecificCredentialRequest,
} from '@aws-sdk/client-iam';
import { deriveSecretAccessKey, newIamId } from '../ids.ts';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { UserState } from '../state.ts';
import type { ServiceCredentialState } from '../state-of-iam.ts';
import { ownIam } from './account.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireNumber, requireText, validationError } from './constraints.ts';
import { readStatus } from './credential-status.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html */
const withPasswords = ['codecommit.amazonaws.com', 'cassandra.amazonaws.com'];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_api_keys_for_aws_services.html */
const withApiKeys = [
  'aws-external-anthropic.amazonaws.com',
  'bedrock.amazonaws.com',
  'cloudwatch.amazonaws.com',
  'logs.amazonaws.com',
];
const perService = 2;
const day = 24 * 60 * 60 * 1000;
const idRule = { min: 20, max: 128, pattern: /^[\w]+$/ };

/** Passwords and API keys of users for one service each. */
export const serviceCredentialOperations: Operations = {
  CreateServiceSpecificCredential: operation<
    CreateServiceSpecificCredentialRequest,
    CreateServiceSpecificCredentialResponse
  >({
    mutates: true,
    permissions: (input, context) =>
      onUserOrCaller('CreateServiceSpecificCredential', input.UserName, context),
    run(input, context) {
      const user = userOrCaller(input.UserName, context);
      const service = readService(input.ServiceName ?? '');
      const days = readDays(input.CredentialAgeDays, service);
      const credentials = user.serviceCredentials ?? [];
      const others = credentials.filter((other) => other.service === service);
      if (others.length >= perService) {
        throw quotaExceeded('ServiceSpecificCredentialsPerUser', perService);
      }
      const made: ServiceCredentialState = {
        id: newIamId(context.state, 'ACCA'),
        service,
        alias: aliasFor(user, others, context),
        createdAt: context.now,
        ...(days === undefined ? {} : { expiresAt: context.now + days * day }),
        status: 'Active',
      };
      user.serviceCredentials = [...credentials, made];
      return { ServiceSpecificCredential: withSecret(user, made, context) };
    },
  }),

  /** Without a name those of the caller, or of all users, are meant. */
  ListServiceSpecificCredentials: operation<
    ListServiceSpecificCredentialsRequest,
    ListServiceSpecificCredentialsResponse
  >({
    mutates: false,
    permissions: (input, context) =>
      onUserOrCaller('ListServiceSpecificCredentials', input.UserName, context),
    run(input, context) {
      const service = input.ServiceName === undefined ? undefined : readService(input.ServiceName);
      const users =
        input.AllUsers === true
          ? Object.values(ownIam(context).users)
          : [userOrCaller(input.UserName, context)];
      const found = users
        .flatMap((user) => (user.serviceCredentials ?? []).map((one) => ({ user, one })))
        .filter(({ one }) => service === undefined || one.service === service);
      const { items, page } = pageOf(found, ({ one }) => one.id, input);
      return {
        ServiceSpecificCredentials: items.map(({ user, one }) => metadata(user, one, context)),
        ...page,
      };
    },
  }),

  UpdateServiceSpecificCredential: operation<UpdateServiceSpecificCredentialRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onUserOrCaller('UpdateServiceSpecificCredential', input.UserName, context),
    run(input, context) {
      const status = readStatus(input.Status);
      const { user, credential } = find(input, context);
      replace(user, credential, { ...credential, status });
    },
  }),

  ResetServiceSpecificCredential: operation<
    ResetServiceSpecificCredentialRequest,
    ResetServiceSpecificCredentialResponse
  >({
    mutates: true,
    permissions: (input, context) =>
      onUserOrCaller('ResetServiceSpecificCredential', input.UserName, context),
    run(input, context) {
      const { user, credential } = find(input, context);
      return { ServiceSpecificCredential: withSecret(user, credential, context) };
    },
  }),

  DeleteServiceSpecificCredential: operation<DeleteServiceSpecificCredentialRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onUserOrCaller('DeleteServiceSpecificCredential', input.UserName, context),
    run(input, context) {
      const { user, credential } = find(input, context);
      replace(user, credential);
    },
  }),
};

function readService(name: string): string {
  if (withPasswords.includes(name) || withApiKeys.includes(name)) return name;
  throw new SandboxError(
    'ServiceNotSupportedException',
    `No such service ${name} is supported for service-specific credentials.`,
    404,
  );
}

function readDays(days: number | undefined, service: string): number | undefined {
  if (days === undefined) return undefined;
  if (!withApiKeys.includes(service)) {
    throw validationError(`Credentials of ${service} do not expire.`);
  }
  return requireNumber(days, 'credentialAgeDays', 1, 36_600);
}

function aliasFor(
  { name }: UserState,
  others: readonly ServiceCredentialState[],
  { caller }: CallContext,
): string {
  const first = `${name}-at-${caller.accountId}`;
  return others.some(({ alias }) => alias === first) ? `${name}+1-at-${caller.accountId}` : first;
}

function find(
  input: { UserName?: string | undefined; ServiceSpecificCredentialId?: string | undefined },
  context: CallContext,
): { user: UserState; credential: ServiceCredentialState } {
  const user = userOrCaller(input.UserName, context);
  const id = requireText(input.ServiceSpecificCredentialId, 'serviceSpecificCredentialId', idRule);
  const credential = user.serviceCredentials?.find((other) => other.id === id);
  if (credential === undefined) {
    throw noSuchEntity(`The Service Specific Credential with id ${id} cannot be found.`);
  }
  return { user, credential };
}

/** @param by left out: it is deleted */
function replace(user: UserState, credential: ServiceCredentialState, by?: ServiceCredentialState): void {
  user.serviceCredentials = (user.serviceCredentials ?? []).flatMap((other) => {
    if (other !== credential) return [other];
    return by === undefined ? [] : [by];
  });
}

function metadata(
  { name }: UserState,
  { id, service, alias, createdAt, expiresAt, status }: ServiceCredentialState,
  { now }: CallContext,
): ServiceSpecificCredentialMetadata {
  const shown: StatusType = expiresAt !== undefined && now >= expiresAt ? 'Expired' : status;
  return {
    UserName: name,
    Status: shown,
    ...(withApiKeys.includes(service) ? { ServiceCredentialAlias: alias } : { ServiceUserName: alias }),
    CreateDate: new Date(createdAt),
    ...(expiresAt === undefined ? {} : { ExpirationDate: new Date(expiresAt) }),
    ServiceSpecificCredentialId: id,
    ServiceName: service,
  };
}

/** The secret is shown once, and kept nowhere: no service that takes it is here. */
function withSecret(user: UserState, credential: ServiceCredentialState, context: CallContext) {
  const { state } = context;
  const secret = deriveSecretAccessKey(state.secret, `${credential.id}:${state.serial}`);
  state.serial += 1;
  return {
    ...metadata(user, credential, context),
    ...(withApiKeys.includes(credential.service)
      ? { ServiceCredentialSecret: secret }
      : { ServicePassword: secret }),
  };
}
