import { constraintViolation, invalidInput } from './errors.ts';

/** @throws SandboxError InvalidInputException */
function lengthWithin(text: string, least: number, most: number): void {
  if (text.length < least) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if (text.length > most) throw invalidInput('MAX_LENGTH_EXCEEDED');
}

/** @throws SandboxError InvalidInputException */
function matching(text: string, pattern: RegExp, reason = 'INVALID_PATTERN'): void {
  if (!pattern.test(text)) throw invalidInput(reason);
}

const local = /^(?!\.)[^\s"'()<>[\]:;,\\|%&@]+$/;
const domain = /^(?![-.])(?=.*\.)[A-Za-z0-9.-]+(?<![-.])$/;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export function validEmail(email: string): void {
  lengthWithin(email, 6, 64);
  matching(email, /^[\x00-\x7f]+$/);
  const [before = '', after = '', ...rest] = email.split('@');
  if (rest.length > 0) throw invalidInput('INVALID_PATTERN');
  matching(before, local);
  matching(after, domain);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
export function validAccountName(name: string): void {
  lengthWithin(name, 1, 50);
  matching(name, /^[\x20-\x7e]+$/);
}

export function validRoleName(name: string): void {
  matching(name, /^[\w+=,.@-]{1,64}$/, 'INVALID_ROLE_NAME');
}

/** Any character may stand in it. https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export function validUnitName(name: string): void {
  lengthWithin(name, 1, 128);
}

export function validParentId(id: string): void {
  matching(id, /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/);
}

export function validUnitId(id: string): void {
  matching(id, /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/);
}

export function validAccountId(id: string): void {
  matching(id, /^\d{12}$/);
}

export function validCreationId(id: string): void {
  matching(id, /^car-[a-z0-9]{8,32}$/);
}

/** Of what can be tagged: a target of policies, a policy, or the organization's own resource policy. */
export function validTaggedId(id: string): void {
  if (!/^rp-[0-9a-zA-Z_]{4,128}$/.test(id)) validTargetId(id);
}

export function validTargetId(id: string): void {
  matching(
    id,
    /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|p-[0-9a-zA-Z_]{8,128})$/,
    'INVALID_PATTERN_TARGET_ID',
  );
}

export function validPolicyId(id: string): void {
  matching(id, /^p-[0-9a-zA-Z_]{8,128}$/);
}

export function validRootId(id: string): void {
  matching(id, /^r-[0-9a-z]{4,32}$/);
}

/** A policy's name or description. https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export function validPolicyText(text: string, least: number, most: number): void {
  lengthWithin(text, least, most);
}

export function validHandshakeId(id: string): void {
  matching(id, /^h-[0-9a-z]{8,32}$/);
}

/** @param allowed an enumeration's values */
export function oneOf(value: string, allowed: readonly string[], reason = 'INVALID_ENUM'): void {
  if (!allowed.includes(value)) throw invalidInput(reason);
}

export interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * @param present the tags that the resource already has
 * @returns the tags it will have
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
 */
export function withTags(
  present: Readonly<Record<string, string>>,
  tags: readonly TagInput[],
): Record<string, string> {
  const added = new Map<string, string>();
  for (const { Key: key, Value: value } of tags) {
    if (key === undefined || value === undefined) throw invalidInput('INPUT_REQUIRED');
    lengthWithin(key, 1, 128);
    lengthWithin(value, 0, 256);
    matching(key, tagText);
    matching(value, tagText);
    if (key.toLowerCase().startsWith('aws:')) throw invalidInput('INVALID_SYSTEM_TAGS_PARAMETER');
    if (added.has(key)) throw invalidInput('DUPLICATE_TAG_KEY');
    added.set(key, value);
  }
  const result = { ...present, ...Object.fromEntries(added) };
  if (Object.keys(result).length > 50) {
    throw constraintViolation('MAX_TAG_LIMIT_EXCEEDED', 'A resource can have at most 50 tags.');
  }
  return result;
}
