import { parseKnownFiles } from '@smithy/core/config';

/**
 * The MFA device that a profile of the AWS files names, null where it names none.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html#cli-configure-role-mfa
 */
export async function mfaSerialOf(profile: string): Promise<string | null> {
  return (await parseKnownFiles({}))[profile]?.mfa_serial || null;
}
