import { createHmac } from 'node:crypto';
import { withAccount } from './key-account.ts';
import type { SandboxState } from './state.ts';

const lowercase = 'abcdefghijklmnopqrstuvwxyz0123456789';
const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const digits = '0123456789';

/**
 * Text of `length` characters of `alphabet` that only the sandbox's secret and `label` decide.
 *
 * @param label what the text is for; the same label gives the same text, so it names one thing only
 */
export function deriveText(secret: string, label: string, alphabet: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${label}:${block}`).digest();
    for (const byte of bytes) text += alphabet[byte % alphabet.length] ?? '';
  }
  return text.slice(0, length);
}

/** Draws until `taken` says that the id is free: the short formats are small enough to meet twice. */
function draw(
  state: SandboxState,
  kind: string,
  alphabet: string,
  length: number,
  taken: (id: string) => boolean,
): string {
  for (;;) {
    const id = deriveText(state.secret, `id:${kind}:${state.serial}`, alphabet, length);
    state.serial += 1;
    if (!taken(id)) return id;
  }
}

const never = () => false;

/** Twelve digits, not starting with zero so that no tool takes one for a shorter number. */
export function newAccountId(state: SandboxState): string {
  const reserved = new Set(Object.values(state.creations).map((creation) => creation.accountId));
  return draw(
    state,
    'account',
    digits,
    12,
    (id) => id.startsWith('0') || id in state.accounts || reserved.has(id),
  );
}

/** `o-` and 10 characters. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export function newOrganizationId(state: SandboxState): string {
  return `o-${draw(state, 'organization', lowercase, 10, never)}`;
}

/** `r-` and 4 characters. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html */
export function newRootId(state: SandboxState): string {
  return `r-${draw(state, 'root', lowercase, 4, never)}`;
}

/**
 * `ou-`, the root's characters, and 8 of its own.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
 */
export function newUnitId(state: SandboxState, rootId: string): string {
  const prefix = `ou-${rootId.slice('r-'.length)}-`;
  return prefix + draw(state, 'unit', lowercase, 8, (id) => prefix + id in state.units);
}

/** `p-` and 8 characters. https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html */
export function newPolicyId(state: SandboxState): string {
  return `p-${draw(state, 'policy', lowercase, 8, never)}`;
}

/** `rp-` and 8 characters. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ResourcePolicySummary.html */
export function newResourcePolicyId(state: SandboxState): string {
  return `rp-${draw(state, 'resource-policy', lowercase, 8, never)}`;
}

/** `car-` and 32 characters. https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html */
export function newCreationId(state: SandboxState): string {
  return `car-${draw(state, 'creation', lowercase, 32, never)}`;
}

/** What the id of an IAM entity is for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export type IamIdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'AIPA' | 'APKA' | 'ACCA';

/**
 * The unique id, of 21 characters, of a user (AIDA), group (AGPA), role (AROA), managed policy (ANPA), instance profile
 * (AIPA), public key (APKA) or service-specific credential (ACCA).
 */
export function newIamId(state: SandboxState, prefix: IamIdPrefix): string {
  return prefix + draw(state, prefix, uppercase, 17, never);
}

/** The id of a signing certificate: 32 characters. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html */
export function newCertificateId(state: SandboxState): string {
  return draw(state, 'certificate', uppercase, 32, never);
}

/** The id of a long-term access key: `AKIA` and 16 characters, of which some are its account's. */
export function newAccessKeyId(state: SandboxState, accountId = state.managementAccountId): string {
  const idOf = (text: string) => `AKIA${withAccount(text, accountId)}`;
  return idOf(draw(state, 'AKIA', uppercase, 16, (text) => idOf(text) in state.accessKeys));
}

/** The id of a session's access key: `ASIA` and 16 characters, decided by the session's token. */
export function deriveSessionKeyId(secret: string, token: string, accountId: string): string {
  return `ASIA${withAccount(deriveText(secret, `session-key:${token}`, uppercase, 16), accountId)}`;
}

/** The secret (40 characters) of an access key: of a long-term one by its id, of a session's by its token. */
export function deriveSecretAccessKey(secret: string, keyIdOrToken: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex'))
    .update(`secret-access-key:${keyIdOrToken}`)
    .digest('base64')
    .replace(/[=]/g, '')
    .slice(0, 40);
}
