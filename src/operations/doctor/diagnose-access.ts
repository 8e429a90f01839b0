import { isDenied } from '../../aws/errors/aws-error.ts';
import type { AccountKind } from '../../model/account-kind.ts';
import { isSecurityKey, readPrincipal } from '../../model/arn.ts';
import { type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import { shellWord } from '../../model/shell-word.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { accountsOfGroups } from '../account/granted-accounts.ts';
import { organizationAccounts } from '../account/organization-accounts.ts';
import { isDeniedByDeny } from '../account/proven-caller.ts';
import { failureWords, type Outcome } from './bounded-reads.ts';
import type { Found } from './diagnose-input.ts';
import { type Answer, noAnswer } from './diagnose-network.ts';

interface GroupResult {
  readonly diagnosis: Diagnosis;
  readonly outcomes: readonly Answer[];
}

/** Where the account of the calling identity is. */
export type CallerPlace = 'management' | 'member' | 'no organization';

/** What the caller may use: an admin the whole organization, anybody else what groups in Ops grant. */
export async function diagnoseGroup(found: Found, place: CallerPlace): Promise<GroupResult> {
  switch (place) {
    case 'management':
      return diagnoseAdmin(found);
    case 'member':
      return diagnoseMember(found);
    case 'no organization':
      return {
        diagnosis: diagnosis('group', 'skipped', 'there are no clients before there is an organization'),
        outcomes: [],
      };
  }
}

async function diagnoseAdmin({ aws, reads, structure }: Found): Promise<GroupResult> {
  const outcome = await reads.read('organizations:ListRoots', () =>
    organizationAccounts(aws, structure, structure.kinds.client),
  );
  const outcomes = [{ service: 'Organizations', outcome }];
  if (outcome.kind === 'value') {
    const what = `the organization may be read; the OU for production holds ${count('client', outcome.value?.accounts.length ?? 0)}`;
    return { diagnosis: diagnosis('group', 'ok', what), outcomes };
  }
  if (noAnswer(outcome))
    return { diagnosis: diagnosis('group', 'skipped', 'Organizations did not answer'), outcomes };
  return { diagnosis: diagnosis('group', 'warning', failureWords(outcome.text), outcome.text.fix), outcomes };
}

async function diagnoseMember(found: Found): Promise<GroupResult> {
  const { aws, reads, structure, caller } = found;
  const principal = readPrincipal(caller.arn);
  if (principal.kind !== 'user') {
    const what =
      'the caller is no IAM user, so no group grants it clients; --role-arn or client.roleArns name roles';
    return { diagnosis: diagnosis('group', 'skipped', what), outcomes: [] };
  }
  const iam = aws.iam();
  const groups = await reads.read('iam:ListGroupsForUser', () => iam.listGroupsOfUser(principal.name));
  if (groups.kind === 'error') {
    const outcomes = [{ service: 'IAM', outcome: groups }];
    const isHeldBack = isDeniedByDeny(groups.error);
    return { diagnosis: isHeldBack ? behindMfa : unreadGroups(groups, structure), outcomes };
  }
  const accounts = await reads.read('iam:ListGroupPolicies', () =>
    accountsOfGroups(iam, groups.value, caller.accountId, structure),
  );
  const outcomes = [{ service: 'IAM', outcome: accounts }];
  const wanted = accountKinds(structure)
    .filter(({ isExpected }) => isExpected)
    .map(({ group }) => group);
  const isIn = wanted.some((group) => groups.value.includes(group));
  const names = groups.value.length === 0 ? 'in no group' : `in ${groups.value.join(', ')}`;
  const whether = isIn ? names : `${names}, not in ${wanted.join(' or ')}`;
  const fix = isIn ? [] : [joinGroup(principal.name, structure.kinds.client)];
  if (accounts.kind === 'error') {
    const what = `${whether}; what they grant is not known: ${failureWords(accounts.text)}`;
    const fixes = [...fix, ...(accounts.text.fix ?? [])];
    return { diagnosis: diagnosis('group', 'warning', what, fixes), outcomes };
  }
  const granted = { identity: caller.arn, groups: groups.value, accounts: accounts.value };
  return { diagnosis: judgeGroups(granted, structure, { isIn, whether, fix }), outcomes };
}

function judgeGroups(
  { accounts }: GrantedAccounts,
  structure: Structure,
  known: {
    readonly isIn: boolean;
    readonly whether: string;
    readonly fix: readonly string[];
  },
): Diagnosis {
  const { isIn, whether, fix } = known;
  const granted = accounts.length;
  const counts = accountKinds(structure).flatMap(({ noun, isExpected }) => {
    const number = accounts.filter((one) => one.noun === noun).length;
    return isExpected || number > 0 ? count(noun, number) : [];
  });
  const named = alsoNamed(structure);
  const what = `${whether}; ${counts.join(' and ')} granted${named}`;
  if (isIn && granted > 0) return diagnosis('group', 'ok', what);
  if (isIn) return diagnosis('group', 'warning', what, ['an admin makes one: diverst client init NAME']);
  return diagnosis('group', granted > 0 || named !== '' ? 'warning' : 'problem', what, fix);
}

function unreadGroups(outcome: Outcome<unknown> & { kind: 'error' }, structure: Structure): Diagnosis {
  if (noAnswer(outcome)) return diagnosis('group', 'skipped', 'IAM did not answer');
  const what = `which groups you are in may not be read: ${failureWords(outcome.text)}${alsoNamed(structure)}`;
  return diagnosis('group', 'warning', what, [
    ...(outcome.text.fix ?? []),
    'or name the roles: client.roleArns in diverst.config.yaml, or --role-arn',
  ]);
}

/** As the group of all people in Ops has it: what is granted shows after a code. */
const behindMfa = diagnosis(
  'group',
  'warning',
  'a policy of yours denies reading your groups; if it is the Deny for sign-ins without MFA, diverst asks you for a code where it needs one',
  ['see what is granted to you: diverst client list', 'or sign in with MFA, then: aws login'],
);

function joinGroup(user: string, { noun, group }: AccountKind): string {
  const words = ['--user-name', shellWord(user), '--group-name', shellWord(group)];
  return `if you need access to every ${noun}, ask an admin of Ops to add you: aws iam add-user-to-group ${words.join(' ')}`;
}

function count(noun: string, number: number): string {
  return number === 1 ? `1 ${noun}` : `${number || 'no'} ${noun}s`;
}

/** The accounts whose roles the configuration names. */
function alsoNamed(structure: Structure): string {
  return accountKinds(structure)
    .map(({ noun, roleArns }) => ({ noun, names: Object.keys(roleArns) }))
    .filter(({ names }) => names.length > 0)
    .map(({ noun, names }) => `; ${noun}.roleArns names ${names.join(', ')}`)
    .join('');
}

/** @param isManagement whose people enter accounts as admins, of whom the accounts' roles demand nothing */
export async function diagnoseMfa(
  found: Found,
  isManagement: () => Promise<boolean>,
): Promise<{ readonly diagnosis: Diagnosis; readonly outcome: Outcome<unknown> | null }> {
  const { aws, reads, caller, structure } = found;
  const principal = readPrincipal(caller.arn);
  if (principal.kind !== 'user') {
    const what = 'the caller is no IAM user, and has no MFA device of its own';
    return { diagnosis: diagnosis('mfa', 'skipped', what), outcome: null };
  }
  const [named, devices] = await Promise.all([
    reads.read('the search for mfa_serial', () => found.mfaSerial()),
    reads.read('iam:ListMFADevices', () => aws.iam().listMfaDevices(principal.name)),
  ]);
  const isAdmin = await isManagement();
  const kinds = accountKinds(structure).filter(({ isExpected }) => isExpected);
  const demanding = isAdmin ? [] : kinds.filter(({ role }) => role.requireMfa);
  const serial = named.kind === 'value' ? named.value : null;
  return { diagnosis: judgeMfa(devices, serial, { kinds, demanding }), outcome: devices };
}

const register = 'register one in the IAM console: Security credentials, Assign MFA device';

function judgeMfa(
  outcome: Outcome<readonly string[]>,
  serial: string | null,
  {
    kinds,
    demanding,
  }: { readonly kinds: readonly AccountKind[]; readonly demanding: readonly AccountKind[] },
): Diagnosis {
  const isRequired = demanding.length > 0;
  const all = (of: readonly AccountKind[]) => of.map(({ noun }) => `${noun}s`).join(' and ');
  const demand = isRequired
    ? `${all(demanding)} demand MFA (${demanding.map(({ noun }) => `${noun}.role.requireMfa`).join(', ')})`
    : `${all(kinds)} do not demand MFA of you`;
  if (serial !== null) {
    const what = `the profile names ${serial}; ${demand}`;
    if (!isSecurityKey(serial) || !isRequired) return diagnosis('mfa', 'ok', what);
    return diagnosis('mfa', 'problem', `${what}, and a security key gives no codes`, [register]);
  }
  if (outcome.kind === 'error') {
    if (noAnswer(outcome)) return diagnosis('mfa', 'skipped', 'IAM did not answer');
    const denied = isDenied(outcome.error) ? 'your devices may not be read' : 'your devices were not read';
    const what = `${denied}; ${demand}: ${failureWords(outcome.text)}`;
    if (!isRequired) return diagnosis('mfa', 'skipped', what);
    const name = 'name the device: mfa_serial = ARN in your profile in ~/.aws/config';
    return diagnosis('mfa', 'warning', what, [name, ...(outcome.text.fix ?? [])]);
  }
  const devices = outcome.value;
  const what = `${devices.length === 0 ? 'no device' : devices.join(', ')}; ${demand}`;
  if (!isRequired || devices.some((device) => !isSecurityKey(device))) return diagnosis('mfa', 'ok', what);
  if (devices.length === 0) return diagnosis('mfa', 'problem', what, [register]);
  return diagnosis('mfa', 'problem', `${what}, and security keys give no codes`, [
    'register an authenticator app beside it: IAM console, Security credentials, Assign MFA device',
  ]);
}
