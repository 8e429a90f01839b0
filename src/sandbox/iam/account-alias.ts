import type {
  CreateAccountAliasRequest,
  DeleteAccountAliasRequest,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { growingIam, ownIam } from './account.ts';
import { requireText } from './constraints.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import { pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';

const aliasRule = { min: 3, max: 63, pattern: /^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$/ };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
export const accountAliasOperations: Operations = {
  /** Aliases are unique in all of AWS. An account has one: a new one takes the place of the old. */
  CreateAccountAlias: operation<CreateAccountAliasRequest, void>({
    mutates: true,
    permissions: () => onAnything('CreateAccountAlias'),
    run(input, context) {
      const alias = requireText(input.AccountAlias, 'accountAlias', aliasRule);
      const taken = Object.entries(context.state.iam).some(
        ([accountId, iam]) => accountId !== context.caller.accountId && iam.alias === alias,
      );
      const retired = Object.values(context.state.gone ?? {}).some((account) => account.alias === alias);
      if (taken || retired || ownIam(context).alias === alias) {
        throw alreadyExists(`The account alias ${alias} already exists.`);
      }
      growingIam(context).alias = alias;
    },
  }),

  DeleteAccountAlias: operation<DeleteAccountAliasRequest, void>({
    mutates: true,
    permissions: () => onAnything('DeleteAccountAlias'),
    run(input, context) {
      const alias = requireText(input.AccountAlias, 'accountAlias', aliasRule);
      const iam = ownIam(context);
      if (iam.alias !== alias) throw noSuchEntity(`The account alias ${alias} cannot be found.`);
      delete iam.alias;
    },
  }),

  ListAccountAliases: operation<ListAccountAliasesRequest, ListAccountAliasesResponse>({
    mutates: false,
    permissions: () => onAnything('ListAccountAliases'),
    run(input, context) {
      const { alias } = ownIam(context);
      const { items, page } = pageOf(alias === undefined ? [] : [alias], (name) => name, input);
      return { AccountAliases: [...items], ...page };
    },
  }),
};
