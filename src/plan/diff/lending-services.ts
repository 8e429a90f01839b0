/**
 * Services that hand a role's credentials to machines and people elsewhere, who show a certificate or a code:
 * - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * - https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
 * - https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
 * - https://docs.aws.amazon.com/greengrass/v1/developerguide/group-role.html
 * - https://docs.aws.amazon.com/deadline-cloud/latest/userguide/manage-fleet-roles.html
 * - https://docs.aws.amazon.com/mgn/latest/ug/security-iam-awsmanpol.html
 * - https://docs.aws.amazon.com/drs/latest/userguide/security-iam-awsmanpol.html
 *
 * Others run what the account itself has set up, in the account.
 */
const lending: ReadonlySet<string> = new Set([
  'rolesanywhere',
  'credentials.iot',
  'ssm',
  'greengrass',
  'credentials.deadline',
  'mgn',
  'drs',
]);

/** @param service as a trust policy names it: with a Region perhaps, and with another ending in China */
export function isLending(service: string): boolean {
  const name = service.toLowerCase().replace(/(\.[a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.com(\.cn)?$/, '');
  return lending.has(name);
}
