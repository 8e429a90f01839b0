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
        /** Null for the person's name, which Terraform is given as a variable. */
        readonly sourceIdentity: string | null;
        /** Name of the session where Terraform is given no person; null if the role demands one. */
        readonly withoutPerson: string | null;
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
 * A provider block, as `terraform fmt` leaves it; before it the variable that it takes the person's name from. The name
 * itself is not written: modules are committed and used by several people, and `import` takes no provider that depends
 * on data of AWS.
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
    const { roleArn, sessionName, sourceIdentity, withoutPerson } = access;
    const role: (readonly [string, string])[] = [
      ['role_arn', hclString(roleArn)],
      ['session_name', sessionName === null ? personsSession(withoutPerson) : hclString(sessionName)],
      ['source_identity', sourceIdentity === null ? `var.${PERSON}` : hclString(sourceIdentity)],
    ];
    lines.push('', '  assume_role {', ...aligned(role, '    '), '  }');
  }
  return [...variables(access), 'provider "aws" {', ...lines, '}', ''].join('\n');
}

/** Name of the variable for the person: Terraform takes its value from `TF_VAR_person`. */
export const PERSON = 'person';

/** The variable for the person, where one is needed. */
function variables(access: TerraformProvider['access']): readonly string[] {
  if (access.kind === 'profile' || (access.sessionName !== null && access.sourceIdentity !== null)) return [];
  const isDemanded = access.withoutPerson === null;
  const purpose = isDemanded ? 'which AWS demands as source identity' : 'which CloudTrail then shows';
  const settings: (readonly [string, string])[] = [
    ['description', hclString(`Your IAM user name in Ops, ${purpose}`)],
    ['type', 'string'],
    ...(isDemanded ? [] : [['default', 'null'] as const]),
  ];
  return [`variable "${PERSON}" {`, ...aligned(settings, '  '), '}', ''];
}

/** A session name has at most 64 characters, as a user name has. */
function personsSession(otherwise: string | null): string {
  const named = `substr("terraform-\${var.${PERSON}}", 0, 64)`;
  return otherwise === null ? named : `var.${PERSON} == null ? ${hclString(otherwise)} : ${named}`;
}

function aligned(settings: readonly (readonly [string, string])[], indent: string): string[] {
  const width = Math.max(...settings.map(([name]) => name.length));
  return settings.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`);
}
