import type { AccountKind } from '../../model/account-kind.ts';
import { readPrincipal } from '../../model/arn.ts';
import { type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import { accountKinds } from '../../model/structure.ts';
import type { Found } from './diagnose-input.ts';

/**
 * Whether the calling identity can send the name that roles require by the configuration. Trust policies are not
 * checked: no user in Ops is allowed to read them, and trying one opens a session.
 * @param isManagement whose people access accounts as admins, from whom the accounts' roles require nothing
 */
export async function diagnoseAttribution(
  { caller, structure }: Found,
  isManagement: () => Promise<boolean>,
): Promise<Diagnosis> {
  const demanding = accountKinds(structure).filter(
    ({ isExpected, names, role }) => role.requireSourceIdentity && (isExpected || (names ?? []).length > 0),
  );
  const say = (...rest: [Diagnosis['state'], string, (readonly string[])?]) =>
    diagnosis('attribution', ...rest);
  if (demanding.length === 0) return say('ok', 'no role requires a source identity (requireSourceIdentity)');
  if (await isManagement()) return say('ok', `${demand(demanding)}, but not from admins`);
  const principal = readPrincipal(caller.arn);
  if (principal.kind !== 'user') {
    return say(
      'problem',
      `${demand(demanding)}, and your identity is not an IAM user: AWS denies you these roles`,
      [
        'sign in as your IAM user in Ops: add --profile NAME, or set profiles.ops in diverst.config.yaml',
        `if programs need these roles, ask an admin to set ${keys(demanding)} to false`,
      ],
    );
  }
  if (principal.name.length < 2) {
    return say(
      'problem',
      `${demand(demanding)}, and AWS does not accept a source identity of one character (${principal.name})`,
      ['ask an admin to create an IAM user for you with a name of at least 2 characters'],
    );
  }
  return say('ok', `${demand(demanding)}; diverst sends ${principal.name}`);
}

function keys(kinds: readonly AccountKind[]): string {
  return kinds.map(({ noun }) => `${noun}.role.requireSourceIdentity`).join(' and ');
}

function demand(kinds: readonly AccountKind[]): string {
  const nouns = kinds.map(({ noun }) => `${noun}s`).join(' and ');
  return `roles of ${nouns} require your IAM user name as source identity (${keys(kinds)})`;
}
