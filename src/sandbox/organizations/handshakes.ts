import {
  type AcceptHandshakeRequest,
  ActionType,
  type DescribeHandshakeRequest,
  type ListHandshakesForAccountRequest,
  type ListHandshakesForAccountResponse,
  type ListHandshakesForOrganizationRequest,
  type ListHandshakesForOrganizationResponse,
} from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import { handshakeArn } from './arns.ts';
import { asManagementAccount, asReader } from './errors.ts';
import { page } from './pages.ts';
import { oneOf, validHandshakeId } from './validate.ts';

/** Nobody invites in the sandbox, so there are no handshakes. */

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html */
export const listHandshakesForOrganization: Operation<
  ListHandshakesForOrganizationRequest,
  ListHandshakesForOrganizationResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListHandshakesForOrganization', resource: '*' }],
  run: (input, context) => {
    asReader(context);
    return { Handshakes: [], NextToken: emptyPage('ListHandshakesForOrganization', input, context) };
  },
};

/**
 * Any account may ask, one without an organization too: that is how it learns of an invitation.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html
 */
export const listHandshakesForAccount: Operation<
  ListHandshakesForAccountRequest,
  ListHandshakesForAccountResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListHandshakesForAccount', resource: '*' }],
  run: (input, context) => ({
    Handshakes: [],
    NextToken: emptyPage('ListHandshakesForAccount', input, context),
  }),
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html */
export const describeHandshake: Operation<DescribeHandshakeRequest, never> = {
  mutates: false,
  permissions: (input, context) => onHandshake('DescribeHandshake', input, context),
  run: notFound,
};

/**
 * Any account may accept what it was offered.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html
 */
export const acceptHandshake: Operation<AcceptHandshakeRequest, never> = {
  mutates: true,
  permissions: (input, context) => onHandshake('AcceptHandshake', input, context),
  run: notFound,
};

/**
 * An organization has all features from its creation, unless it was wanted for its bills alone; that one would ask
 * every invited account, by handshakes that do not exist here.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html
 */
export const enableAllFeatures: Operation<object, never> = {
  mutates: true,
  permissions: () => [{ action: 'organizations:EnableAllFeatures', resource: '*' }],
  run: (_, context) => {
    const { featureSet } = asManagementAccount(context);
    if (featureSet === 'ALL') {
      throw new SandboxError(
        'HandshakeConstraintViolationException',
        'The organization has already enabled all features.',
        400,
        { Reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES' },
      );
    }
    throw new SandboxError(
      'UnknownOperationException',
      'The sandbox has no handshakes, so an organization keeps the features it was created with.',
    );
  },
};

function onHandshake(action: string, { HandshakeId }: DescribeHandshakeRequest, { state }: CallContext) {
  return [{ action: `organizations:${action}`, resource: handshakeArn(state, HandshakeId ?? '') }];
}

function notFound({ HandshakeId }: DescribeHandshakeRequest): never {
  validHandshakeId(HandshakeId ?? '');
  throw new SandboxError(
    'HandshakeNotFoundException',
    "We can't find a handshake with the HandshakeId that you specified.",
  );
}

function emptyPage(
  listing: string,
  input: ListHandshakesForAccountRequest,
  { state }: CallContext,
): string | undefined {
  if (input.Filter?.ActionType !== undefined) oneOf(input.Filter.ActionType, Object.values(ActionType));
  if (input.Filter?.ParentHandshakeId !== undefined) validHandshakeId(input.Filter.ParentHandshakeId);
  return page(state, listing, [], input, (id) => id).nextToken;
}
