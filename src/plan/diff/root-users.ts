import type { CheckId, Severity } from '../../model/checks.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { type RootUser, rootUserSubject } from '../../model/root-users.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Difference, Place, Repair } from '../difference.ts';
import { rootManagementChanges } from '../root-plan.ts';
import { type DiffContext, difference, notAudited, organizationPlace } from './context.ts';

const switchOff =
  'set organization.centralRootAccess: false in diverst.config.yaml, if you do not want central management';
const enableAll =
  'enable all features, which central root access needs: https://console.aws.amazon.com/organizations/v2/home/settings';
const enableFirst =
  'let the organization manage root credentials first, which deletes nothing: diverst org repair --only root-management';

/** Whether root credentials are managed centrally, and what the root user of each account that was read has. */
export function rootUserDifferences(context: DiffContext): readonly Difference[] {
  return [
    ...managementDifferences(context),
    ...context.snapshot.accounts.flatMap((account) => ofAccount(account, context)),
  ];
}

function managementDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure } = context;
  const { rootAccess } = snapshot;
  const place = organizationPlace(context);
  if (!structure.centralRootAccess || rootAccess.kind === 'not-asked') return [];
  if (rootAccess.kind === 'unread')
    return [
      notAudited(rootAccess, {
        subject: 'root-access',
        place,
        message: 'diverst could not read whether root credentials are managed centrally',
        ifDenied: ['allow your identity iam:ListOrganizationsFeatures', `or ${switchOff}`],
      }),
    ];
  const { isTrusted, managesCredentials } = rootAccess;
  if (isTrusted && managesCredentials) return [];
  const isPossible = snapshot.featureSet === 'ALL';
  const lacking = rootManagementChanges.filter(({ kind }) => kind !== 'trust-service' || !isTrusted);
  return [
    difference({
      check: 'root-management',
      subject: snapshot.id,
      place,
      message: 'root credentials of member accounts are not managed centrally',
      expected: 'trusted access for iam.amazonaws.com, and RootCredentialsManagement enabled',
      actual: isTrusted ? 'RootCredentialsManagement is not enabled' : 'IAM has no trusted access',
      repair: isPossible ? lacking.map((change) => ({ change, consent: false })) : [],
      fix: isPossible ? [switchOff] : [enableAll, `or ${switchOff}`],
    }),
  ];
}

/**
 * Access keys, and a password without MFA, are faults of their own: what sets one of them aside has not spoken of the
 * other. What else a member's root user has is one only where credentials are managed centrally, and is told with those.
 */
function ofAccount(account: AccountSnapshot, context: DiffContext): readonly Difference[] {
  const { reading } = account;
  if (reading.kind !== 'read' || reading.rootUser.kind === 'not-asked') return [];
  const label = context.labelOf(account);
  const place = context.placeOf(account);
  if (reading.rootUser.kind === 'unread')
    return [
      notAudited(reading.rootUser, {
        subject: rootUserSubject(label),
        place,
        message: `diverst could not read the credentials of the root user of ${place.name}`,
        ifDenied: [
          place.kind === 'management'
            ? 'allow your identity iam:GetAccountSummary'
            : 'find the policy that denies iam:GetAccountSummary in the account: it belongs to the access role or to the organization',
        ],
      }),
    ];
  const { rootUser } = reading.rootUser;
  const found = faultsOf(rootUser, place, isManaged(context));
  const user = `the root user of ${account.name} (${account.id})`;
  return found.map(({ check, what, severity }) =>
    difference({
      check,
      subject: label,
      place,
      ...(severity === undefined ? {} : { severity }),
      message: `${user} has ${what}`,
      expected: expectedOf[check],
      actual: held(rootUser).join(', '),
      ...remedy(account, context),
    }),
  );
}

type RootCheck = Extract<CheckId, 'root-keys' | 'root-password-without-mfa' | 'root-credentials'>;

interface Fault {
  readonly check: RootCheck;
  readonly what: string;
  readonly severity?: Severity;
}

const expectedOf: Readonly<Record<RootCheck, string>> = {
  'root-keys': 'no access keys',
  'root-password-without-mfa': 'no password, or an MFA device',
  'root-credentials': 'no password, access keys or signing certificates',
};

function faultsOf(rootUser: RootUser, place: Place, managed: boolean): readonly Fault[] {
  const { hasAccessKeys, hasPassword, hasMfa, hasSigningCertificates } = rootUser;
  const faults: readonly Fault[] = [
    ...(hasAccessKeys ? [{ check: 'root-keys' as const, what: 'access keys' }] : []),
    ...(hasPassword && !hasMfa
      ? [
          {
            check: 'root-password-without-mfa' as const,
            what: 'a password and no MFA device',
            // Of an account that the structure knows nothing of, nothing else depends on it.
            ...(place.kind === 'account' ? { severity: 'medium' as const } : {}),
          },
        ]
      : []),
  ];
  if (faults.length > 0 || !managed || place.kind === 'management') return faults;
  const what = 'credentials, although root credentials are managed centrally';
  if (hasPassword || hasSigningCertificates) return [{ check: 'root-credentials', what }];
  // What a deletion leaves that was cut short: nobody gets in by it.
  const left = 'an MFA device, but no credentials to sign in with';
  return hasMfa ? [{ check: 'root-credentials', what: left, severity: 'low' }] : [];
}

function held(rootUser: RootUser): readonly string[] {
  return [
    ...(rootUser.hasPassword ? ['a password'] : []),
    ...(rootUser.hasAccessKeys ? ['access keys'] : []),
    ...(rootUser.hasSigningCertificates ? ['signing certificates'] : []),
    rootUser.hasMfa ? 'an MFA device' : 'no MFA device',
  ];
}

/** A member's credentials can be taken away from outside, and only where they are managed centrally. */
function remedy(
  account: AccountSnapshot,
  context: DiffContext,
): { readonly repair: readonly Repair[]; readonly fix: readonly string[] } {
  const { management, structure } = context;
  if (account === management)
    return {
      repair: [],
      fix: [
        'sign in as this root user, delete its access keys, and register an MFA device: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
      ],
    };
  if (isManaged(context))
    return {
      repair: [
        {
          change: {
            kind: 'delete-root-credentials',
            name: account.name,
            accountId: account.id,
            credentials: null,
          },
          consent: true,
        },
      ],
      fix: [],
    };
  const byHand = `sign in as the root user with the email address ${account.email}, and delete its credentials or register an MFA device`;
  const thenDelete = `then delete these credentials: diverst org repair --only ${shellWord(`root-credentials:${context.labelOf(account)}`)}`;
  return {
    repair: [],
    fix: structure.centralRootAccess ? [enableFirst, thenDelete, `or ${byHand}`] : [byHand],
  };
}

function isManaged({ snapshot: { rootAccess } }: DiffContext): boolean {
  return rootAccess.kind === 'read' && rootAccess.managesCredentials;
}
