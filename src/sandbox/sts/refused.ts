import type { DecodeAuthorizationMessageRequest, GetWebIdentityTokenRequest } from '@aws-sdk/client-sts';
import { requireText } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import { type CallContext, type Operation, type Operations, SandboxError } from '../operation.ts';
import { accessDenied } from './errors.ts';

/** Operations that AWS would refuse as well in an account like the sandbox's. */
export const refusedOperations: Operations = {
  /**
   * No answer of the sandbox holds a message to decode.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
   */
  DecodeAuthorizationMessage: operation<DecodeAuthorizationMessageRequest, never>({
    mutates: false,
    permissions: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
    run(input) {
      requireText(input.EncodedMessage, 'encodedMessage', { min: 1, max: 10_240 });
      throw new SandboxError('InvalidAuthorizationMessageException', 'The message is not valid.', 400);
    },
  }),

  /**
   * No account has turned outbound federation on.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
   */
  GetWebIdentityToken: operation<GetWebIdentityTokenRequest, never>({
    mutates: false,
    permissions: () => [{ action: 'sts:GetWebIdentityToken', resource: '*' }],
    run() {
      throw new SandboxError(
        'OutboundWebIdentityFederationDisabledException',
        'Outbound web identity federation is not enabled for this account.',
        403,
      );
    },
  }),
};

/**
 * Of STS, a federated user may call GetCallerIdentity only.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export function refusingFederatedUsers(name: string, target: Operation): Operation {
  if (name === 'GetCallerIdentity') return target;
  const refuse = ({ caller }: CallContext): void => {
    if (caller.kind !== 'user' || caller.federatedName === undefined) return;
    throw accessDenied(`Cannot call ${name} with session credentials`);
  };
  return {
    ...target,
    permissions(input, context) {
      refuse(context);
      return target.permissions(input, context);
    },
  };
}
