import { policyText } from '../member-policy.ts';

/** The least policy of a command about people, as its help shows it. */
export function policyHelp(policy: object): string {
  return `Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policyText(policy)}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.`;
}
