/** What a Terraform provider block is made of. */
export interface TerraformProvider {
  readonly accountId: string;
  /** Null for the provider without an alias: the module's only one. */
  readonly alias: string | null;
  readonly region: string | null;
  readonly access:
    | {
        readonly kind: 'assume-role';
        readonly roleArn: string;
        /** Null for one that is made of the person's name. */
        readonly sessionName: string | null;
        readonly sourceIdentity: string | null;
        /** Whether the role demands the name of the person, which Terraform is then to be given as a variable. */
        readonly namesPerson: boolean;
      }
    | { readonly kind: 'profile'; readonly profile: string };
}

/**
 * A quoted template that stands for exactly this text.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function hclString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/([$%])\{/g, '$1$1{');
  return `"${escaped}"`;
}

/**
 * A provider block, as `terraform fmt` leaves it; before it the variable that it takes the person's name from, if the
 * role demands one. The name itself is not written: modules are committed and used by several people, and
 * `import` takes no provider that depends on data of AWS.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block
 */
export function terraformProvider(provider: TerraformProvider): string {
  const { access, alias, region, accountId } = provider;
  const settings: (readonly [string, string])[] = [];
  if (alias !== null) settings.push(['alias', hclString(alias)]);
  if (region !== null) settings.push(['region', hclString(region)]);
  if (access.kind === 'profile') settings.push(['profile', hclString(access.profile)]);
  settings.push(['allowed_account_ids', `[${hclString(accountId)}]`]);
  const lines = aligned(settings, '  ');
  const isAsked = access.kind === 'assume-role' && access.namesPerson && access.sourceIdentity === null;
  if (access.kind === 'assume-role') {
    const { roleArn, sessionName, sourceIdentity } = access;
    const role: (readonly [string, string])[] = [
      ['role_arn', hclString(roleArn)],
      // A session name has at most 64 characters, as a user name has.
      [
        'session_name',
        sessionName === null ? `substr("terraform-\${var.${PERSON}}", 0, 64)` : hclString(sessionName),
      ],
    ];
    if (isAsked) role.push(['source_identity', `var.${PERSON}`]);
    else if (sourceIdentity !== null) role.push(['source_identity', hclString(sourceIdentity)]);
    lines.push('', '  assume_role {', ...aligned(role, '    '), '  }');
  }
  return [...(isAsked ? personVariable : []), 'provider "aws" {', ...lines, '}', ''].join('\n');
}

/** Name of the variable for the person: Terraform takes its value from `TF_VAR_person`. */
export const PERSON = 'person';

const personVariable = [
  `variable "${PERSON}" {`,
  ...aligned(
    [
      ['description', hclString('Your IAM user name in Ops, which AWS demands as source identity')],
      ['type', 'string'],
    ],
    '  ',
  ),
  '}',
  '',
];

function aligned(settings: readonly (readonly [string, string])[], indent: string): string[] {
  const width = Math.max(...settings.map(([name]) => name.length));
  return settings.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`);
}
