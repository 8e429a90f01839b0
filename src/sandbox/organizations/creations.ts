import type {
  CreateAccountRequest,
  CreateAccountResponse,
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from '@aws-sdk/client-organizations';
import { hasRootFeature } from '../iam/organizations-features.ts';
import { newAccountId, newCreationId } from '../ids.ts';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { CreationState, SandboxState } from '../state.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, asReader, constraintViolation } from './errors.ts';
import { membersOf } from './members.ts';
import { page } from './pages.ts';
import { creationShape, creationStateOf } from './shapes.ts';
import { tagContext } from './tags.ts';
import { oneOf, validAccountName, validCreationId, validEmail, validRoleName, withTags } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostInProgress = 5;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export const createAccount: Operation<CreateAccountRequest, CreateAccountResponse> = {
  mutates: true,
  permissions: ({ Tags }, { state }) => {
    const context = tagContext(Tags);
    const create = { action: 'organizations:CreateAccount', resource: '*', context };
    const tag = { action: 'organizations:TagResource', resource: accountArn(state, '*'), context };
    return Tags === undefined || Tags.length === 0 ? [create] : [create, tag];
  },
  run: (input, context) => {
    const { state, now } = context;
    const organization = asManagementAccount(context);
    const request = validated(input);
    if (now < organization.readyAt) {
      throw new SandboxError(
        'FinalizingOrganizationException',
        'Your organization is still initializing. Try again later.',
      );
    }
    refuseTooMany(context);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
    const isCentral = hasRootFeature(organization, 'RootCredentialsManagement');
    const creation = {
      ...request,
      ...outcome(context, request.email),
      ...(isCentral ? { withoutRootCredentials: true as const } : {}),
    };
    state.creations[creation.id] = creation;
    // AWS never answers with the end of a creation, however fast it is.
    return {
      CreateAccountStatus: creationShape({ ...creation, completesAt: Number.POSITIVE_INFINITY }, now),
    };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html */
export const describeCreateAccountStatus: Operation<
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:DescribeCreateAccountStatus', resource: '*' }],
  run: ({ CreateAccountRequestId: id = '' }, context) => {
    const { state, now } = context;
    asReader(context);
    validCreationId(id);
    return { CreateAccountStatus: creationShape(creationOf(state, id), now) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html */
export const listCreateAccountStatus: Operation<
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListCreateAccountStatus', resource: '*' }],
  run: (input, context) => {
    const { state, now } = context;
    asReader(context);
    const wanted: readonly string[] | undefined = input.States;
    for (const value of wanted ?? []) oneOf(value, ['IN_PROGRESS', 'SUCCEEDED', 'FAILED']);
    const ids = Object.values(state.creations)
      .filter((creation) => wanted === undefined || wanted.includes(creationStateOf(creation, now)))
      .map((creation) => creation.id);
    const listing = `ListCreateAccountStatus ${wanted?.join(',') ?? ''}`;
    const { items, nextToken } = page(state, listing, ids, input, (id) =>
      creationShape(creationOf(state, id), now),
    );
    return { CreateAccountStatuses: items, NextToken: nextToken };
  },
};

type Request = Pick<CreationState, 'accountName' | 'email' | 'roleName' | 'tags'>;

function validated(input: CreateAccountRequest): Request {
  const { AccountName: accountName = '', Email: email = '', RoleName, IamUserAccessToBilling } = input;
  validEmail(email);
  validAccountName(accountName);
  const roleName = RoleName ?? 'OrganizationAccountAccessRole';
  validRoleName(roleName);
  if (IamUserAccessToBilling !== undefined) oneOf(IamUserAccessToBilling, ['ALLOW', 'DENY']);
  return { accountName, email, roleName, tags: withTags({}, input.Tags ?? []) };
}

function refuseTooMany({ state, now }: CallContext): void {
  const inProgress = Object.values(state.creations).filter((creation) => creation.completesAt > now);
  if (inProgress.length >= mostInProgress) {
    throw constraintViolation(
      'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
      'You have too many account creations in progress. Wait until one has finished.',
    );
  }
  // Closed accounts count until they are gone for good.
  const coming = inProgress.filter((creation) => creation.accountId !== undefined);
  if (membersOf(state).length + coming.length >= state.accountQuota) {
    throw constraintViolation(
      'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
      'You have exceeded the allowed number of AWS accounts.',
    );
  }
}

/**
 * What will become of the creation. An e-mail belongs to one account in all of AWS, without regard to case, and
 * still belongs to it when that account is closed, and when it is gone.
 */
function outcome(
  { state, now, timings }: CallContext,
  email: string,
): Pick<CreationState, 'id' | 'requestedAt' | 'completesAt'> & Partial<CreationState> {
  const same = (other: string) => other.toLowerCase() === email.toLowerCase();
  const completesAt = now + timings.accountCreation;
  const common = { id: newCreationId(state), requestedAt: now, completesAt };
  const underWay = Object.values(state.creations).some(
    (creation) => creation.completesAt > now && creation.accountId !== undefined && same(creation.email),
  );
  if (underWay) return { ...common, failureReason: 'CONCURRENT_ACCOUNT_MODIFICATION' };
  const everUsed = [...Object.values(state.accounts), ...Object.values(state.gone ?? {})];
  if (everUsed.some((account) => same(account.email))) {
    return { ...common, failureReason: 'EMAIL_ALREADY_EXISTS' };
  }
  return { ...common, accountId: newAccountId(state), roleUsableAt: completesAt + timings.accessRole };
}

function creationOf(state: SandboxState, id: string): CreationState {
  const creation = Object.hasOwn(state.creations, id) ? state.creations[id] : undefined;
  if (creation !== undefined) return creation;
  throw new SandboxError(
    'CreateAccountStatusNotFoundException',
    "We can't find a create account request with the ID that you specified.",
  );
}
