import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  DeleteAccessKeyRequest,
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
  UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import { deriveSecretAccessKey, newAccessKeyId } from '../ids.ts';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { AccessKeyState } from '../state.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { readStatus } from './credential-status.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import { lastUseOfKey } from './last-use.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { isAboutRoot } from './root-user.ts';

const keyQuota = 2;
const keyIdRule = { min: 16, max: 128, pattern: /^[\w]+$/ };

export const accessKeyOperations: Operations = {
  CreateAccessKey: operation<CreateAccessKeyRequest, CreateAccessKeyResponse>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('CreateAccessKey', input.UserName, context),
    run(input, context) {
      const { state, caller, now } = context;
      const userName = ownerOf(input.UserName, context);
      if (keysOf(userName, context).length >= keyQuota) throw quotaExceeded('AccessKeysPerUser', keyQuota);
      const id = newAccessKeyId(state, caller.accountId);
      const key: AccessKeyState = {
        id,
        secretAccessKey: deriveSecretAccessKey(state.secret, id),
        accountId: caller.accountId,
        ...(userName === undefined ? {} : { userName }),
        createdAt: now,
        status: 'Active',
      };
      setEntry(state.accessKeys, id, key);
      return {
        AccessKey: {
          UserName: userName ?? 'root',
          AccessKeyId: id,
          SecretAccessKey: key.secretAccessKey,
          Status: key.status,
          CreateDate: new Date(now),
        },
      };
    },
  }),

  ListAccessKeys: operation<ListAccessKeysRequest, ListAccessKeysResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListAccessKeys', input.UserName, context),
    run(input, context) {
      const userName = ownerOf(input.UserName, context);
      const { items, page } = pageOf(keysOf(userName, context), (key) => key.id, input);
      const metadata = items.map((key) => ({
        UserName: userName ?? 'root',
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.createdAt),
      }));
      return { AccessKeyMetadata: metadata, ...page };
    },
  }),

  UpdateAccessKey: operation<UpdateAccessKeyRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UpdateAccessKey', input.UserName, context),
    run(input, context) {
      const key = findKey(input.AccessKeyId, input.UserName, context);
      key.status = readStatus(input.Status);
    },
  }),

  DeleteAccessKey: operation<DeleteAccessKeyRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeleteAccessKey', input.UserName, context),
    run(input, context) {
      delete context.state.accessKeys[findKey(input.AccessKeyId, input.UserName, context).id];
    },
  }),

  GetAccessKeyLastUsed: operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>({
    mutates: false,
    permissions: (input, context) =>
      onUserOrCaller('GetAccessKeyLastUsed', ownKey(input.AccessKeyId, context)?.userName, context),
    run(input, context) {
      const id = requireText(input.AccessKeyId, 'accessKeyId', keyIdRule);
      const key = ownKey(id, context);
      // Of a key that is not the account's there is no user on whom a permission could be.
      if (key === undefined) {
        const action = 'iam:GetAccessKeyLastUsed';
        const message = `User: ${context.caller.arn} is not authorized to perform: ${action} on resource: access key ${id}`;
        throw new SandboxError('AccessDenied', message, 403);
      }
      const use = lastUseOfKey(key, context.history);
      return {
        UserName: key.userName ?? 'root',
        // Without a date, AWS answers for one that was never used.
        AccessKeyLastUsed:
          use === undefined
            ? { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' }
            : { LastUsedDate: new Date(use.at), ServiceName: use.service, Region: use.region },
      };
    },
  }),
};

/** Whose keys are meant; undefined for the root user, who can only mean its own. */
function ownerOf(userName: string | undefined, context: CallContext): string | undefined {
  if (isAboutRoot(userName, context)) return undefined;
  return userOrCaller(userName, context).name;
}

function keysOf(userName: string | undefined, { state, caller }: CallContext): AccessKeyState[] {
  return Object.values(state.accessKeys).filter(
    (key) => key.accountId === caller.accountId && key.userName === userName,
  );
}

function ownKey(id: string | undefined, { state, caller }: CallContext): AccessKeyState | undefined {
  const key = entry(state.accessKeys, id ?? '');
  return key?.accountId === caller.accountId ? key : undefined;
}

function findKey(
  value: string | undefined,
  userName: string | undefined,
  context: CallContext,
): AccessKeyState {
  const id = requireText(value, 'accessKeyId', keyIdRule);
  const key = ownKey(id, context);
  if (key === undefined || key.userName !== ownerOf(userName, context)) throw noSuchKey(id);
  return key;
}

function noSuchKey(id: string): Error {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}
