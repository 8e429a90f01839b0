import type { CallerIdentity } from '../../aws/api.ts';
import { shellWord } from '../../model/shell-word.ts';
import { roleArn } from '../../model/structure.ts';
import type { InitOrganizationResult } from '../../operations/organization/init-organization.ts';
import type { Session } from '../open-session.ts';

/**
 * How the first person gets into Ops, whom the group for production then lets into every client: lines for a POSIX
 * shell with the AWS CLI. In the sandbox that person is there already.
 */
export function firstPerson({
  session: { sandbox, profileName, structure },
  caller: { partition },
  result: { ops },
  program,
}: {
  readonly session: Pick<Session, 'sandbox' | 'profileName' | 'structure'>;
  readonly caller: CallerIdentity;
  readonly result: InitOrganizationResult;
  /** How diverst is called for this organization. */
  readonly program: string;
}): readonly string[] {
  const group = structure.kinds.client.group;
  if (sandbox) {
    return [
      `# Profile ops is a user in ${ops.name} and in group ${group}. After client init NAME:`,
      `${program.replace(/ --profile \S+/, '')} client list`,
    ];
  }
  if (ops.id === null) return [];
  const role = roleArn({ partition, accountId: ops.id, path: '/', name: structure.accessRole });
  const profile =
    profileName === null || profileName === 'default' ? '' : ` --profile ${shellWord(profileName)}`;
  return [
    `# The first person: an IAM user in ${ops.name}, who can use every client through group ${group}. Change jane, and paste:`,
    '(',
    '  person=jane',
    `  keys=$(aws sts assume-role${profile} --role-arn ${role} --role-session-name first-person --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text) || exit`,
    '  export $(printf \'AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s\' $(echo "$keys"))',
    '  aws iam create-user --user-name "$person" &&',
    `  aws iam add-user-to-group --user-name "$person" --group-name ${shellWord(group)} &&`,
    '  aws iam create-access-key --user-name "$person"',
    ')',
    '# Store the access key as profile ops (aws configure --profile ops). Then, after client init NAME:',
    `${program.replace(/ --profile \S+/, '')} client list --profile ops`,
  ];
}
