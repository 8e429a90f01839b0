import type {
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { requireText, validationError } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import { entry } from '../iam/records.ts';
import { accountOfKey } from '../key-account.ts';
import type { Operations } from '../operation.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoot } from './assume-root.ts';
import { accessDenied } from './errors.ts';
import { getFederationToken } from './federation-token.ts';
import { refusedOperations, refusingFederatedUsers } from './refused.ts';
import { getSessionToken } from './session-token.ts';
import { assumeRoleWithWebIdentity } from './web-identity.ts';

const operations: Operations = {
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  AssumeRoot: assumeRoot,
  GetFederationToken: getFederationToken,
  GetSessionToken: getSessionToken,
  ...refusedOperations,

  /** Even an explicit deny does not keep anyone from it. */
  GetCallerIdentity: operation<GetCallerIdentityRequest, GetCallerIdentityResponse>({
    mutates: false,
    permissions: () => [],
    run: (_input, { caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
  }),

  GetAccessKeyInfo: operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>({
    mutates: false,
    permissions: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
    run(input, { state, caller }) {
      const id = requireText(input.AccessKeyId, 'accessKeyId', { min: 16, max: 128, pattern: /^[\w]*$/ });
      // A session of GetSessionToken may call nothing of STS but AssumeRole and GetCallerIdentity.
      // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
      if (caller.kind === 'user' && caller.session !== null) {
        throw accessDenied('Cannot call GetAccessKeyInfo with session credentials');
      }
      const account = entry(state.accessKeys, id)?.accountId ?? accountOfKey(id);
      if (account === null) throw validationError('Invalid type for parameter AccessKeyId');
      return { Account: account };
    },
  }),
};

/** The operations of STS that the sandbox answers, by name. */
export const stsOperations: Operations = Object.fromEntries(
  Object.entries(operations).map(([name, target]) => [name, refusingFederatedUsers(name, target)]),
);
