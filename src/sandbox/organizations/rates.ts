import type { Rate } from '../service.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits */
export const organizationsRates: Readonly<Record<string, Rate>> = {
  CreateAccount: { perSecond: 0.1, burst: 3 },
  CloseAccount: { perSecond: 0.05, burst: 1 },
  DescribeCreateAccountStatus: { perSecond: 2, burst: 2 },
  ListCreateAccountStatus: { perSecond: 5, burst: 8 },
  DescribeAccount: { perSecond: 20, burst: 30 },
  MoveAccount: { perSecond: 2, burst: 3 },
  CreateOrganizationalUnit: { perSecond: 1, burst: 2 },
  DescribeOrganization: { perSecond: 1, burst: 2 },
  DescribeOrganizationalUnit: { perSecond: 2, burst: 2 },
  ListAccounts: { perSecond: 8, burst: 12 },
  ListChildren: { perSecond: 6, burst: 10 },
  ListParents: { perSecond: 5, burst: 8 },
  ListAccountsForParent: { perSecond: 5, burst: 8 },
  ListOrganizationalUnitsForParent: { perSecond: 5, burst: 8 },
  ListRoots: { perSecond: 1, burst: 2 },
  ListTagsForResource: { perSecond: 10, burst: 15 },
  TagResource: { perSecond: 4, burst: 6 },
  DescribePolicy: { perSecond: 2, burst: 2 },
  ListPolicies: { perSecond: 5, burst: 8 },
  ListPoliciesForTarget: { perSecond: 5, burst: 8 },
  ListTargetsForPolicy: { perSecond: 5, burst: 8 },
  EnableAWSServiceAccess: { perSecond: 1, burst: 2 },
  DisableAWSServiceAccess: { perSecond: 1, burst: 2 },
  ListAWSServiceAccessForOrganization: { perSecond: 1, burst: 3 },
};
