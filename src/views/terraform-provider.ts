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
        readonly sessionName: string;
        readonly sourceIdentity: string | null;
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
 * A provider block, as `terraform fmt` leaves it.
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
  if (access.kind === 'assume-role') {
    const role: (readonly [string, string])[] = [
      ['role_arn', hclString(access.roleArn)],
      ['session_name', hclString(access.sessionName)],
    ];
    if (access.sourceIdentity !== null) role.push(['source_identity', hclString(access.sourceIdentity)]);
    lines.push('', '  assume_role {', ...aligned(role, '    '), '  }');
  }
  return ['provider "aws" {', ...lines, '}', ''].join('\n');
}

function aligned(settings: readonly (readonly [string, string])[], indent: string): string[] {
  const width = Math.max(...settings.map(([name]) => name.length));
  return settings.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`);
}
