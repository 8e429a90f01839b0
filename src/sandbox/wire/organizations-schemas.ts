import {
  CloseAccount$,
  CreateAccount$,
  CreateOrganization$,
  CreateOrganizationalUnit$,
  DeleteOrganizationalUnit$,
  DescribeAccount$,
  DescribeCreateAccountStatus$,
  DescribeOrganization$,
  DescribeOrganizationalUnit$,
  ListAccounts$,
  ListAccountsForParent$,
  ListChildren$,
  ListCreateAccountStatus$,
  ListDelegatedAdministrators$,
  ListOrganizationalUnitsForParent$,
  ListParents$,
  ListRoots$,
  ListTagsForResource$,
  MoveAccount$,
  TagResource$,
  UntagResource$,
  UpdateOrganizationalUnit$,
} from '@aws-sdk/client-organizations';
import type { OperationSchema } from './schema.ts';

/**
 * Named one by one instead of taken from the whole module, so that a bundle which shares the client with the rest
 * of the program keeps only what is used.
 */
export const organizationsSchemas: readonly OperationSchema[] = [
  CloseAccount$,
  CreateAccount$,
  CreateOrganization$,
  CreateOrganizationalUnit$,
  DeleteOrganizationalUnit$,
  DescribeAccount$,
  DescribeCreateAccountStatus$,
  DescribeOrganization$,
  DescribeOrganizationalUnit$,
  ListAccounts$,
  ListAccountsForParent$,
  ListChildren$,
  ListCreateAccountStatus$,
  ListDelegatedAdministrators$,
  ListOrganizationalUnitsForParent$,
  ListParents$,
  ListRoots$,
  ListTagsForResource$,
  MoveAccount$,
  TagResource$,
  UntagResource$,
  UpdateOrganizationalUnit$,
];
