import type {
  DescribeAccountRequest,
  DescribeAccountResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  MoveAccountRequest,
} from '@aws-sdk/client-organizations';
import { type Operation, SandboxError } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { accountArn, targetArn } from './arns.ts';
import { asManagementAccount, asReader } from './errors.ts';
import { membersOf } from './members.ts';
import { page } from './pages.ts';
import { accountNotFound, accountOf, accountShape, requireParent } from './shapes.ts';
import { validAccountId, validParentId } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const listAccounts: Operation<ListAccountsRequest, ListAccountsResponse> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListAccounts', resource: '*' }],
  run: (input, context) => {
    asReader(context);
    const { state } = context;
    const { items, nextToken } = page(
      state,
      'ListAccounts',
      membersOf(state).map(({ id }) => id),
      input,
      (id) => accountShape(context, accountOf(state, id)),
    );
    return { Accounts: items, NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export const listAccountsForParent: Operation<ListAccountsForParentRequest, ListAccountsForParentResponse> = {
  mutates: false,
  permissions: ({ ParentId }, { state }) => [
    { action: 'organizations:ListAccountsForParent', resource: targetArn(state, ParentId ?? '') },
  ],
  run: (input, context) => {
    const { state } = context;
    const { ParentId: parentId = '' } = input;
    asReader(context);
    validParentId(parentId);
    requireParent(state, parentId);
    const ids = accountIdsIn(state, parentId);
    const { items, nextToken } = page(state, `ListAccountsForParent ${parentId}`, ids, input, (id) =>
      accountShape(context, accountOf(state, id)),
    );
    return { Accounts: items, NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html */
export const describeAccount: Operation<DescribeAccountRequest, DescribeAccountResponse> = {
  mutates: false,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:DescribeAccount', resource: accountArn(state, AccountId ?? '') },
  ],
  run: ({ AccountId: id = '' }, context) => {
    asReader(context);
    validAccountId(id);
    return { Account: accountShape(context, accountOf(context.state, id)) };
  },
};

/**
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html; the permission is needed on all
 * three: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
export const moveAccount: Operation<MoveAccountRequest, undefined> = {
  mutates: true,
  permissions: ({ AccountId, SourceParentId, DestinationParentId }, { state }) =>
    [
      accountArn(state, AccountId ?? ''),
      targetArn(state, SourceParentId ?? ''),
      targetArn(state, DestinationParentId ?? ''),
    ].map((resource) => ({ action: 'organizations:MoveAccount', resource })),
  run: ({ AccountId = '', SourceParentId: source = '', DestinationParentId: destination = '' }, context) => {
    const { state } = context;
    asManagementAccount(context);
    validAccountId(AccountId);
    validParentId(source);
    validParentId(destination);
    const account = accountOf(state, AccountId);
    requireParent(state, source, 'SourceParentNotFoundException');
    requireParent(state, destination, 'DestinationParentNotFoundException');
    if (source === destination) {
      throw new SandboxError(
        'DuplicateAccountException',
        'That account is already present in the specified destination.',
      );
    }
    // Also where it is in the destination already: of an account that is not in the source AWS says that there is none.
    if (account.parentId !== source) throw accountNotFound();
    account.parentId = destination;
    return undefined;
  },
};

export function accountIdsIn(state: SandboxState, parentId: string): string[] {
  return Object.values(state.accounts)
    .filter((account) => account.parentId === parentId)
    .map((account) => account.id);
}
