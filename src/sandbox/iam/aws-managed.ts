import { createHash } from 'node:crypto';
import { type ManagedStatement, servicePolicies } from './aws-managed-services.ts';
import { rootTaskPath, rootTasks } from './aws-root-tasks.ts';

/** A policy that AWS keeps for everyone: the same in every account, and changed by nobody but AWS. */
export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description: string;
  readonly createdAt: number;
  /** Of its version in force: `v1`, … */
  readonly versionId: string;
  readonly document: string;
}

/** When the oldest of them was made; the sandbox gives all of them the same age. */
const created = Date.UTC(2015, 1, 6, 18, 39, 46);

const readingVerbs = ['Describe*', 'Get*', 'List*'];
const readServices = ['account', 'cloudtrail', 'config', 'ec2', 'iam', 'organizations', 's3', 'sso', 'tag'];
const readActions = readServices.flatMap((service) => readingVerbs.map((verb) => `${service}:${verb}`));

/**
 * Those that this organization's structure or its audit may meet. Their meaning is AWS's where a few statements
 * carry it (AdministratorAccess, PowerUserAccess, IAMFullAccess, the Organizations ones, IAMUserChangePassword); the
 * reading ones name only services that matter here, where AWS's name hundreds.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const policies: readonly AwsManagedPolicy[] = [
  policy('AdministratorAccess', '/', 'Everything, in every service.', [
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ]),
  policy('PowerUserAccess', '/', 'Everything but users, groups and the organization.', [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: [
        'account:GetAccountInformation',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeOrganization',
      ],
      Resource: '*',
    },
  ]),
  policy('ReadOnlyAccess', '/', 'Reading, in the services that the sandbox knows of.', [
    { Effect: 'Allow', Action: readActions, Resource: '*' },
  ]),
  policy('SecurityAudit', '/', 'Reading of what a security audit looks at.', [
    {
      Effect: 'Allow',
      Action: [
        ...readActions.filter((action) => !action.startsWith('s3:Get')),
        'iam:GenerateCredentialReport',
        'iam:SimulatePrincipalPolicy',
        's3:GetBucketPolicy',
        'sts:GetAccessKeyInfo',
      ],
      Resource: '*',
    },
  ]),
  policy('IAMFullAccess', '/', 'Everything in IAM.', [
    {
      Effect: 'Allow',
      Action: [
        'iam:*',
        'organizations:DescribeAccount',
        'organizations:DescribeOrganization',
        'organizations:DescribeOrganizationalUnit',
        'organizations:DescribePolicy',
        'organizations:ListChildren',
        'organizations:ListParents',
        'organizations:ListPoliciesForTarget',
        'organizations:ListRoots',
        'organizations:ListPolicies',
        'organizations:ListTargetsForPolicy',
      ],
      Resource: '*',
    },
  ]),
  policy('IAMReadOnlyAccess', '/', 'Reading in IAM.', [
    {
      Effect: 'Allow',
      Action: ['iam:GenerateCredentialReport', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'],
      Resource: '*',
    },
  ]),
  policy('SignInLocalDevelopmentAccess', '/', 'Credentials of the console for the command line.', [
    {
      Effect: 'Allow',
      Action: ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
      Resource: 'arn:aws:signin:*:*:oauth2/public-client/*',
    },
  ]),
  policy('IAMUserChangePassword', '/', "Changing one's own password.", [
    {
      Effect: 'Allow',
      Action: ['iam:ChangePassword'],
      Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
    },
    { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy'], Resource: '*' },
  ]),
  policy(
    'SignInLocalDevelopmentAccess',
    '/',
    'Credentials for the command line by a sign-in to the console.',
    [
      {
        Effect: 'Allow',
        Action: ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
        Resource: 'arn:aws:signin:*:*:oauth2/public-client/*',
      },
    ],
  ),
  policy('AWSOrganizationsFullAccess', '/', 'Everything in Organizations.', [
    {
      Effect: 'Allow',
      Action: ['organizations:*', 'account:Get*', 'account:List*', 'account:Put*', 'account:Delete*'],
      Resource: '*',
    },
  ]),
  policy('AWSOrganizationsReadOnlyAccess', '/', 'Reading in Organizations.', [
    {
      Effect: 'Allow',
      Action: ['organizations:Describe*', 'organizations:List*', 'account:Get*', 'account:List*'],
      Resource: '*',
    },
  ]),
  policy('Billing', '/job-function/', 'Billing and cost management.', [
    {
      Effect: 'Allow',
      Action: ['aws-portal:*Billing', 'billing:*', 'budgets:*', 'ce:*', 'cur:*', 'payments:*', 'tax:*'],
      Resource: '*',
    },
  ]),
  policy('ViewOnlyAccess', '/job-function/', 'Lists and descriptions, no content.', [
    { Effect: 'Allow', Action: readActions.filter((action) => !action.endsWith(':Get*')), Resource: '*' },
  ]),
];

const ofServices = servicePolicies.map(({ name, path, description, statements, version, day }) =>
  policy(name, path, description, statements, { versionId: `v${version}`, createdAt: Date.parse(day) }),
);

const ofRootTasks = rootTasks.map(({ name, description, statements }) =>
  policy(name, rootTaskPath, description, statements),
);

/** By ARN. */
export const awsManagedPolicies: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  [...policies, ...ofServices, ...ofRootTasks].map((entry) => [entry.arn, entry]),
);

function policy(
  name: string,
  path: string,
  description: string,
  statements: readonly ManagedStatement[],
  { versionId, createdAt } = { versionId: 'v1', createdAt: created },
): AwsManagedPolicy {
  const arn = `arn:aws:iam::aws:policy${path}${name}`;
  const digest = createHash('sha256')
    .update(arn)
    .digest('base64')
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, '');
  return {
    arn,
    name,
    path,
    id: `ANPA${digest.slice(0, 17)}`,
    description,
    createdAt,
    versionId,
    document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  };
}
