import { type HclSetting, hclSettings, hclString } from './hcl.ts';

/** Where the Terraform state of one account is kept: in a bucket of that account. */
export interface TerraformState {
  readonly accountId: string;
  readonly region: string;
}

/** What the backend signs with. A backend block takes no variables, so that no person can be named by one. */
export type BackendAccess =
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string }
  | {
      readonly kind: 'assume-role';
      readonly roleArn: string;
      readonly sessionName: string;
      /** Null for none. */
      readonly sourceIdentity: string | null;
    };

/** Name of the object in the bucket that holds the state. */
export const STATE_KEY = 'terraform.tfstate';

/**
 * Names of buckets are unique in all of AWS, and of a client no name is needed in it: a script knows account and region.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function stateBucket({ accountId, region }: TerraformState): string {
  return `terraform-state-${accountId}-${region}`;
}

/**
 * The settings of the S3 backend. The lock is an object beside the state: `use_lockfile`, from Terraform 1.10.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
function settings(state: TerraformState, access: BackendAccess, indent: string): readonly string[] {
  const lines = hclSettings(
    [
      ['bucket', hclString(stateBucket(state))],
      ['key', hclString(STATE_KEY)],
      ['region', hclString(state.region)],
      ...(access.kind === 'profile' ? [['profile', hclString(access.profile)] as const] : []),
      ['allowed_account_ids', `[${hclString(state.accountId)}]`],
      ['encrypt', 'true'],
      ['use_lockfile', 'true'],
    ],
    indent,
  );
  if (access.kind !== 'assume-role') return lines;
  const { roleArn, sessionName, sourceIdentity } = access;
  const role: readonly HclSetting[] = [
    ['role_arn', hclString(roleArn)],
    ['session_name', hclString(sessionName)],
    ...(sourceIdentity === null ? [] : [['source_identity', hclString(sourceIdentity)] as const]),
  ];
  return [...lines, '', `${indent}assume_role = {`, ...hclSettings(role, `${indent}  `), `${indent}}`];
}

/** The backend block of one account's module, as `terraform fmt` leaves it. */
export function terraformBackend(state: TerraformState, access: BackendAccess): string {
  return ['terraform {', '  backend "s3" {', ...settings(state, access, '    '), '  }', '}', ''].join('\n');
}

/** The same for `terraform init -backend-config=FILE`, where a module has an empty block for several accounts. */
export function terraformBackendFile(state: TerraformState, access: BackendAccess): string {
  return [...settings(state, access, ''), ''].join('\n');
}
