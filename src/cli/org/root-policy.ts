import { iamService, type RootTask, rootTaskArn } from '../../model/root-users.ts';
import type { Structure } from '../../model/structure.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The reads of an audit for root users in the management account; in members, the access role reads. */
export const rootReads = ['iam:GetAccountSummary', 'iam:ListOrganizationsFeatures'] as const;

/**
 * What it takes to manage members' root credentials centrally, beside `iam:ListOrganizationsFeatures`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 */
export function rootManagementStatements({ centralRootAccess }: Structure): readonly Statement[] {
  if (!centralRootAccess) return [];
  return [
    {
      Effect: 'Allow',
      Action: [
        'iam:EnableOrganizationsRootCredentialsManagement',
        'organizations:ListAWSServiceAccessForOrganization',
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['organizations:EnableAWSServiceAccess'],
      Resource: '*',
      Condition: { StringEquals: { 'organizations:ServicePrincipal': iamService } },
    },
  ];
}

/**
 * What it takes to look at members' root credentials and to delete them: nothing else can be done in such a session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export function rootTaskStatements({ centralRootAccess }: Structure): readonly Statement[] {
  if (!centralRootAccess) return [];
  const tasks: readonly RootTask[] = ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'];
  return [
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRoot'],
      Resource: 'arn:aws:iam::*:root',
      Condition: { ArnEquals: { 'sts:TaskPolicyArn': tasks.map((task) => rootTaskArn('aws', task)) } },
    },
  ];
}
