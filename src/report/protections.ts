import { type GuardrailName, type GuardrailsStructure, guardedUnits } from '../model/guardrails.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import type { Structure } from '../model/structure.ts';
import { lacksOf, lackWords, silenceOf, type TrailSilence } from '../model/trail.ts';
import { configuredDelegates } from '../plan/diff/configured-delegates.ts';
import type { DiffContext } from '../plan/diff/context.ts';
import { type GuardrailState, guardrailStates } from '../plan/guardrail-states.ts';

/**
 * `holds`: as it is wanted. `differs`: not, or not all of it. `unknown`: it could not be read. `off`: the configuration
 * does not want it.
 */
export type ProtectionState = 'holds' | 'differs' | 'unknown' | 'off';

/** One thing that protects every account, or does not. */
export interface Protection {
  readonly topic: 'Guardrails' | 'Root users' | 'Records' | 'Delegation';
  /** What it is, as a sentence that is true where it holds. */
  readonly claim: string;
  readonly state: ProtectionState;
  /** What there is to say of the state, in words with AWS's names; null for nothing. */
  readonly detail: string | null;
}

/** What each guardrail makes of the accounts below it. */
export const guardrailClaims: Readonly<Record<GuardrailName, string>> = {
  leave: 'No account can leave the organization or close itself (leave)',
  'root-user': 'Root users can do nothing with their own credentials (root-user)',
  roles: 'Accounts cannot change the roles that give access to them (roles)',
  lateral: 'Accounts cannot assume roles of other accounts (lateral)',
  outsiders: 'Accounts outside the organization cannot assume roles (outsiders)',
  mfa: 'IAM users cannot assume roles without MFA (mfa)',
  people: 'No account can create IAM users or their credentials (people)',
  federation: 'No account can add identity providers (federation)',
};

/** What protects every account, from what was read: guardrails, root users, the trail, what was handed to others. */
export function protections(context: DiffContext): readonly Protection[] {
  const { structure, snapshot, known } = context;
  return [
    ...ofGuardrails(context),
    ...ofRootUsers(structure, snapshot),
    ofTrail(structure, snapshot, known.now ?? 0),
    ...ofDelegation(structure, snapshot),
  ];
}

function ofGuardrails(context: DiffContext): readonly Protection[] {
  const { structure, snapshot } = context;
  const whole = (state: ProtectionState, detail: string): readonly Protection[] => [
    { topic: 'Guardrails', claim: 'AWS denies what no account should do', state, detail },
  ];
  const { guardrails } = structure;
  if (guardrails === null) return whole('off', 'The configuration turns guardrails off.');
  const { controlPolicies } = snapshot;
  if (controlPolicies.kind === 'unread') return whole('unknown', controlPolicies.reason);
  if (controlPolicies.kind === 'not-asked') return whole('unknown', 'diverst did not read the policies.');
  const { policies, problems } = guardrailStates(context);
  if (problems.length > 0) return whole('unknown', problems.join('; '));
  const names = [...new Set(policies.flatMap((policy) => policy.guardrails.map(({ name }) => name)))];
  return names.map((name): Protection => {
    // In the order of the units, whatever that of the policies is.
    const found = guardedUnits.flatMap((unit) =>
      policies
        .filter(({ wanted }) => wanted.unit === unit)
        .flatMap((policy) => policy.guardrails)
        .filter((guardrail) => guardrail.name === name)
        .map((guardrail) => ({ unit: structure.units[unit], guardrail })),
    );
    const holds = found.every(({ guardrail }) => guardrail.enforcement === 'enforced');
    return {
      topic: 'Guardrails',
      claim: guardrailClaims[name],
      state: holds ? 'holds' : 'differs',
      detail: holds
        ? `In ${found.map(({ unit }) => unit).join(' and ')}.${exceptionWords(name, guardrails)}`
        : found
            .map(({ unit, guardrail }) => `${unit}: ${enforcementWords[guardrail.enforcement]}`)
            .join('; '),
    };
  });
}

/** Whom the configuration excepts, which is wanted and all the same to be known. */
function exceptionWords(name: GuardrailName, { reach, hubs, vendors }: GuardrailsStructure): string {
  const excepted = name === 'lateral' ? [...reach, ...hubs] : name === 'outsiders' ? vendors : [];
  return excepted.length === 0 ? '' : ` Exceptions: ${excepted.join(', ')}.`;
}

/** What becomes of a guardrail in an OU, in words. */
export const enforcementWords: Readonly<Record<GuardrailState['enforcement'], string>> = {
  enforced: 'enforced',
  detached: 'the policy is not attached',
  weaker: 'denies less than it should',
  missing: 'not enforced',
  off: 'the policy type is not enabled',
};

function ofRootUsers(
  structure: Structure,
  { rootAccess, accounts }: OrganizationSnapshot,
): readonly Protection[] {
  const topic = 'Root users';
  const claim = 'The organization manages the credentials of root users centrally';
  const central: Protection = !structure.centralRootAccess
    ? { topic, claim, state: 'off', detail: 'The configuration turns central management off.' }
    : rootAccess.kind === 'unread'
      ? { topic, claim, state: 'unknown', detail: rootAccess.reason }
      : rootAccess.kind === 'not-asked'
        ? { topic, claim, state: 'unknown', detail: 'diverst did not read the setting.' }
        : {
            topic,
            claim,
            state: rootAccess.isTrusted && rootAccess.managesCredentials ? 'holds' : 'differs',
            detail: rootAccess.isTrusted
              ? rootAccess.managesCredentials
                ? null
                : 'RootCredentialsManagement is not enabled'
              : 'IAM has no trusted access',
          };
  const read = accounts.flatMap(({ reading }) =>
    reading.kind === 'read' && reading.rootUser.kind === 'read' ? [reading.rootUser.rootUser] : [],
  );
  const count = (is: (user: (typeof read)[number]) => boolean) => read.filter(is).length;
  const open = [
    [count(({ hasAccessKeys }) => hasAccessKeys), 'with access keys'],
    [count(({ hasPassword, hasMfa }) => hasPassword && !hasMfa), 'with a password and no MFA device'],
  ] as const;
  const faults = open.filter(([number]) => number > 0);
  const unread = accounts.filter(
    ({ reading }) =>
      reading.kind === 'unread' || (reading.kind === 'read' && reading.rootUser.kind === 'unread'),
  ).length;
  const users: Protection = {
    topic,
    claim: 'No root user has access keys, or a password without MFA',
    state: faults.length > 0 ? 'differs' : read.length === 0 || unread > 0 ? 'unknown' : 'holds',
    detail: [
      ...faults.map(([number, what]) => `${number} ${what}`),
      `${read.length} checked`,
      ...(unread > 0 ? [`${unread} could not be read`] : []),
    ].join('; '),
  };
  return [central, users];
}

function ofTrail({ trail }: Structure, { trails }: OrganizationSnapshot, now: number): Protection {
  const base = {
    topic: 'Records',
    claim: 'A trail of the organization records what happens in every account',
  } as const;
  if (trail === null) return { ...base, state: 'off', detail: 'The configuration turns the check off.' };
  if (trails.kind === 'unread') return { ...base, state: 'unknown', detail: trails.reason };
  if (trails.kind === 'not-asked')
    return { ...base, state: 'unknown', detail: 'diverst did not read the trails.' };
  const judged = trails.trails.map((one) => ({
    name: one.name,
    bucket: one.bucket,
    faults: [...lacksOf(one).map((lack) => lackWords[lack]), ...silenceWords(silenceOf(one.status, now))],
  }));
  const good = judged.find(({ faults }) => faults.length === 0);
  if (good !== undefined)
    return { ...base, state: 'holds', detail: `Trail ${good.name}, to the bucket ${good.bucket}.` };
  if (judged.length === 0) return { ...base, state: 'differs', detail: 'The organization has no trail.' };
  return {
    ...base,
    state: 'differs',
    detail: judged.map(({ name, faults }) => `Trail ${name}: ${faults.join(', ')}`).join('; '),
  };
}

function silenceWords(silence: TrailSilence | null): readonly string[] {
  switch (silence?.kind) {
    case undefined:
      return [];
    case 'never-started':
      return ['logging was never started'];
    case 'stopped':
      return ['logging is stopped'];
    case 'delivery':
    case 'digest':
      return [`CloudTrail cannot write to the bucket: ${silence.error}`];
    case 'nothing':
      return ['no log file was delivered for more than a day'];
  }
}

function ofDelegation(structure: Structure, snapshot: OrganizationSnapshot): readonly Protection[] {
  const { delegation } = snapshot;
  const base = {
    topic: 'Delegation',
    claim: 'Only the accounts that you named administer AWS services',
  } as const;
  if (delegation.kind === 'unread') return [{ ...base, state: 'unknown', detail: delegation.reason }];
  if (delegation.kind === 'not-asked')
    return [{ ...base, state: 'unknown', detail: 'diverst did not read the settings.' }];
  const { byAccount } = configuredDelegates(structure, snapshot);
  const strangers = delegation.administrators
    .map(({ name, accountId, services }) => ({
      name,
      accountId,
      services: services.filter((service) => byAccount.get(accountId)?.has(service) !== true),
    }))
    .filter(({ services }) => services.length > 0);
  const administrators = delegation.administrators.map(
    ({ name, services }) => `${name}: ${services.join(', ')}`,
  );
  return [
    strangers.length === 0
      ? {
          ...base,
          state: 'holds',
          detail: administrators.join('; ') || 'No account is a delegated administrator.',
        }
      : {
          ...base,
          state: 'differs',
          detail: strangers
            .map(({ name, accountId, services }) => `${name} (${accountId}): ${services.join(', ')}`)
            .join('; '),
        },
  ];
}
