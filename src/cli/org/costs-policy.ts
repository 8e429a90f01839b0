/**
 * The least identity policy that costs need in the management account. Cost Explorer knows no resource for what it is
 * asked here.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscostexplorerservice.html
 */
export const costsPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'ce:GetCostAndUsage',
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListRoots',
      ],
      Resource: '*',
    },
  ],
};
