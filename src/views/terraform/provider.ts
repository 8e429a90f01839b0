import { type HclSetting, hclSettings, hclString } from './hcl.ts';

/** The parts of a Terraform provider block. */
export interface TerraformProvider {
  readonly accountId: string;
  /** Null for the provider without an alias: the module's only one. */
  readonly alias: string | null;
  readonly region: string | null;
  readonly access: TerraformAccess;
}

/** Where the provider gets the credentials of the account from. */
export type TerraformAccess =
  /** From whoever starts Terraform: they are those of the account already. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly profile: string }
  | {
      readonly kind: 'assume-role';
      readonly roleArn: string;
      /** Null for one that is made of the person's name. */
      readonly sessionName: string | null;
      /** Null for the person's name, which Terraform is given as a variable. */
      readonly sourceIdentity: string | null;
      /** Name of the session where Terraform is given no person; null if the role demands one. */
      readonly withoutPerson: string | null;
    };

/** Name of the variable for the person: Terraform takes its value from `TF_VAR_person`. */
export const PERSON = 'person';

/**
 * Provider blocks of one module, as `terraform fmt` leaves them; before them the variable that they take the person's
 * name from. The name itself is not written: modules are committed and used by several people, and `import` takes no
 * provider that depends on data of AWS.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block
 */
export function terraformProviders(providers: readonly TerraformProvider[]): string {
  return [...variables(providers), ...providers.map(block)].join('\n');
}

function block({ access, alias, region, accountId }: TerraformProvider): string {
  const settings: HclSetting[] = [];
  if (alias !== null) settings.push(['alias', hclString(alias)]);
  if (region !== null) settings.push(['region', hclString(region)]);
  if (access.kind === 'profile') settings.push(['profile', hclString(access.profile)]);
  settings.push(['allowed_account_ids', `[${hclString(accountId)}]`]);
  const lines = [...hclSettings(settings, '  ')];
  if (access.kind === 'assume-role') {
    const { roleArn, sessionName, sourceIdentity, withoutPerson } = access;
    const role: readonly HclSetting[] = [
      ['role_arn', hclString(roleArn)],
      ['session_name', sessionName === null ? personsSession(withoutPerson) : hclString(sessionName)],
      ['source_identity', sourceIdentity === null ? `var.${PERSON}` : hclString(sourceIdentity)],
    ];
    lines.push('', '  assume_role {', ...hclSettings(role, '    '), '  }');
  }
  return ['provider "aws" {', ...lines, '}', ''].join('\n');
}

/** Whether a block takes the person's name from the variable. */
export function namesPerson(access: TerraformAccess): boolean {
  return access.kind === 'assume-role' && (access.sessionName === null || access.sourceIdentity === null);
}

/** The variable for the person, once, if one of the providers needs it. */
function variables(providers: readonly TerraformProvider[]): readonly string[] {
  const asking = providers.map(({ access }) => access).filter(namesPerson);
  if (asking.length === 0) return [];
  const isDemanded = asking.some((access) => access.kind === 'assume-role' && access.withoutPerson === null);
  const purpose = isDemanded ? 'which AWS requires as source identity' : 'which CloudTrail then shows';
  const settings: readonly HclSetting[] = [
    ['description', hclString(`Your IAM user name in Ops, ${purpose}`)],
    ['type', 'string'],
    ...(isDemanded ? [] : [['default', 'null'] as const]),
  ];
  return [[`variable "${PERSON}" {`, ...hclSettings(settings, '  '), '}', ''].join('\n')];
}

/** A session name has at most 64 characters, as a user name has. */
function personsSession(otherwise: string | null): string {
  const named = `substr("terraform-\${var.${PERSON}}", 0, 64)`;
  return otherwise === null ? named : `var.${PERSON} == null ? ${hclString(otherwise)} : ${named}`;
}
