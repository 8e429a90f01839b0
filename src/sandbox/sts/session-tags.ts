import type { Tag } from '@aws-sdk/client-sts';
import { requireText, validationError } from '../iam/constraints.ts';
import type { Caller, Permission, SessionFacts } from '../operation.ts';
import { invalidParameterValue } from './errors.ts';

const tagQuota = 50;
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags of the session to be made. */
export interface SessionTags {
  /** As given in the request. */
  readonly requested: Readonly<Record<string, string>>;
  /** Those and the transitive ones of the calling session. */
  readonly all: Readonly<Record<string, string>>;
  readonly transitiveKeys: readonly string[];
}

/**
 * Reads a request's session tags and adds those that the calling session passes on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 *
 * @throws SandboxError ValidationError, InvalidParameterValue
 */
export function readSessionTags(
  tags: readonly Tag[] | undefined,
  transitiveTagKeys: readonly string[] | undefined,
  caller: Caller,
): SessionTags {
  const requested = readTags(tags ?? []);
  const inherited = transitiveTags(caller);
  for (const key of Object.keys(requested)) {
    if (includesKey(Object.keys(inherited), key)) {
      throw invalidParameterValue(
        "One of the specified transitive tag keys can't be set because it conflicts " +
          'with a transitive tag key from the calling session.',
      );
    }
  }
  const all = { ...inherited, ...requested };
  const transitive = (transitiveTagKeys ?? []).map((key, index) =>
    requireText(key, `transitiveTagKeys.${index + 1}.member`, { min: 1, max: 128, pattern: characters }),
  );
  const unknown = transitive.find((key) => !includesKey(Object.keys(all), key));
  if (unknown !== undefined) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.');
  }
  return { requested, all, transitiveKeys: [...new Set([...Object.keys(inherited), ...transitive])] };
}

/** `aws:RequestTag/…`, `aws:TagKeys` and `sts:TransitiveTagKeys`, as policies see them. */
export function sessionTagContext({ all, transitiveKeys }: SessionTags): NonNullable<Permission['context']> {
  const keys = Object.keys(all);
  return {
    ...Object.fromEntries(Object.entries(all).map(([key, value]) => [`aws:RequestTag/${key}`, [value]])),
    ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
    ...(transitiveKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': transitiveKeys }),
  };
}

function readTags(tags: readonly Tag[]): Record<string, string> {
  if (tags.length > tagQuota) {
    throw validationError(`The number of session tags exceeds the limit of ${tagQuota}.`);
  }
  const entries = tags.map(({ Key, Value }, index) => {
    const member = `tags.${index + 1}.member`;
    const key = requireText(Key, `${member}.key`, { min: 1, max: 128, pattern: characters });
    const value = requireText(Value, `${member}.value`, { min: 0, max: 256, pattern: characters });
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameterValue('aws: prefixed tag key names are not allowed for external use.');
    }
    return [key, value] as const;
  });
  if (new Set(entries.map(([key]) => key.toLowerCase())).size < entries.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  return Object.fromEntries(entries);
}

function transitiveTags(caller: Caller): Record<string, string> {
  const session: SessionFacts | null = caller.kind === 'root' ? null : caller.session;
  if (session === null) return {};
  return Object.fromEntries(
    Object.entries(session.tags).filter(([key]) => includesKey(session.transitiveTagKeys, key)),
  );
}

/** Tag keys are compared without case. */
function includesKey(keys: readonly string[], key: string): boolean {
  return keys.some((other) => other.toLowerCase() === key.toLowerCase());
}
