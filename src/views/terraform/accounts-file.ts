import type { Labels } from '../../model/labels.ts';

/** An account as a Terraform module that serves all of them knows it. */
export interface TerraformAccount {
  readonly name: string;
  readonly accountId: string;
  readonly roleArn: string;
  /** Null where none is configured. */
  readonly region: string | null;
  readonly labels: Labels;
  /** ARNs of the roles for CI, by the template of their name; null where none are configured. */
  readonly ciRoleArns: Readonly<Record<string, string>> | null;
}

/**
 * Values of a variable that maps names to accounts, as `*.auto.tfvars.json` gives them. The same accounts give the same
 * bytes, and one account more is one block more.
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
 * @param variable `clients` or `environments`
 * @param accounts by name
 */
export function terraformAccounts(variable: string, accounts: readonly TerraformAccount[]): string {
  const values = accounts.map(({ name, accountId, roleArn, region, labels, ciRoleArns }) => [
    name,
    {
      account_id: accountId,
      role_arn: roleArn,
      region,
      labels: inOrder(labels),
      ...(ciRoleArns === null ? {} : { ci_role_arns: inOrder(ciRoleArns) }),
    },
  ]);
  return `${JSON.stringify({ [variable]: Object.fromEntries(values) }, null, 2)}\n`;
}

function inOrder(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
