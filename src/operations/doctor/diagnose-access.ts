import { isDenied } from '../../aws/errors/aws-error.ts';
import type { AccountKind } from '../../model/account-kind.ts';
import { isSecurityKey, readPrincipal } from '../../model/arn.ts';
import { type CallerPlace, type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import { shellWord } from '../../model/shell-word.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { systemWords } from '../../model/system-words.ts';
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

/** What you have access to: an administrator the whole organization, others what groups in Ops grant. */
export async function diagnoseGroup(found: Found, place: CallerPlace): Promise<GroupResult> {
  switch (place) {
    case 'management':
      return diagnoseAdmin(found);
    case 'member':
      return diagnoseMember(found);
    case 'no organization':
      return {
        diagnosis: diagnosis('group', 'skipped', 'no clients exist without an organization'),
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
    const what = `you can read the organization; OU ${structure.units.production} has ${count('client', outcome.value?.accounts.length ?? 0)}`;
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
      'your identity is not an IAM user, so no group grants you clients; with --role-arn or client.roleArns you name roles yourself';
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
  const isOps = structure.people !== null && groups.value.includes(structure.people.group);
  const fix = isIn ? [] : joinGroup(principal.name, caller.accountId, structure.kinds.client, isOps);
  if (accounts.kind === 'error') {
    const what = `${whether}; diverst could not read what they grant: ${failureWords(accounts.text)}`;
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
  if (isIn)
    return diagnosis('group', 'warning', what, ['ask an admin to create a client with diverst client init']);
  return diagnosis('group', granted > 0 || named !== '' ? 'warning' : 'problem', what, fix);
}

function unreadGroups(outcome: Outcome<unknown> & { kind: 'error' }, structure: Structure): Diagnosis {
  if (noAnswer(outcome)) return diagnosis('group', 'skipped', 'IAM did not answer');
  const what = `diverst could not list your groups: ${failureWords(outcome.text)}${alsoNamed(structure)}`;
  return diagnosis('group', 'warning', what, [
    ...(outcome.text.fix ?? []),
    'or name the roles with client.roleArns in diverst.config.yaml, or with --role-arn',
  ]);
}

/** As the group of all people in Ops has it: what is granted shows after a code. */
const behindMfa = diagnosis(
  'group',
  'warning',
  'a policy does not allow you to list your groups; if the policy denies everything without MFA, diverst asks you for a code when it needs one',
  ['list your clients: diverst client list', 'or sign in with MFA: aws login'],
);

/**
 * How a user outside of the group gets access. Which account Ops is, a member cannot see: only the group of all people
 * shows it.
 */
function joinGroup(
  user: string,
  accountId: string,
  { noun, group }: AccountKind,
  isOps: boolean,
): readonly string[] {
  const words = ['--user-name', shellWord(user), '--group-name', shellWord(group)];
  const command = `aws iam add-user-to-group ${words.join(' ')}`;
  const ask = `ask an admin to add you to ${group}, which gives access to every ${noun}`;
  if (isOps) return [`${ask}: ${command}`];
  return [
    `if account ${accountId} is Ops, ${ask}: ${command}`,
    'if it is another account, use the profile of your IAM user in Ops: add --profile NAME, or set profiles.ops in diverst.config.yaml',
  ];
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
    const what = 'your identity is not an IAM user, and has no MFA device';
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
    ? `${all(demanding)} require MFA (${demanding.map(({ noun }) => `${noun}.role.requireMfa`).join(', ')})`
    : `${all(kinds)} do not require MFA from you`;
  if (serial !== null) {
    const what = `your profile names the device ${serial}; ${demand}`;
    if (!isSecurityKey(serial) || !isRequired) return diagnosis('mfa', 'ok', what);
    return diagnosis(
      'mfa',
      'problem',
      `${what}, and diverst needs a code, which a security key does not give`,
      [register],
    );
  }
  if (outcome.kind === 'error') {
    if (noAnswer(outcome)) return diagnosis('mfa', 'skipped', 'IAM did not answer');
    const denied = isDenied(outcome.error)
      ? 'you are not allowed to list your MFA devices'
      : 'diverst could not list your MFA devices';
    const what = `${denied}; ${demand}: ${failureWords(outcome.text)}`;
    if (!isRequired) return diagnosis('mfa', 'skipped', what);
    const file = systemWords().homeFile('.aws/config');
    const name = `set mfa_serial to the ARN of your device, in your profile in ${file}`;
    return diagnosis('mfa', 'warning', what, [name, ...(outcome.text.fix ?? [])]);
  }
  const devices = outcome.value;
  const what = `${devices.length === 0 ? 'you have no MFA device' : devices.join(', ')}; ${demand}`;
  if (!isRequired || devices.some((device) => !isSecurityKey(device))) return diagnosis('mfa', 'ok', what);
  if (devices.length === 0) return diagnosis('mfa', 'problem', what, [register]);
  return diagnosis('mfa', 'problem', `${what}, and diverst needs a code, which security keys do not give`, [
    'register an authenticator app, too, in the IAM console: Security credentials, Assign MFA device',
  ]);
}
