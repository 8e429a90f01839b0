import type { Tag } from '@aws-sdk/client-iam';
import { requireText, violation } from './constraints.ts';
import { invalidInput, quotaExceeded } from './errors.ts';

/** Of a resource, and of one request. */
const tagQuota = 50;
const keyPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;

/**
 * Tags of a request as a record.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 *
 * @throws SandboxError ValidationError or InvalidInput for one bad tag, which fails the whole request
 */
export function readTags(tags: readonly Tag[] | undefined): Record<string, string> {
  const list = tags ?? [];
  if (list.length > tagQuota)
    throw tooMany(
      'tags',
      list.map(({ Key, Value }) => `${Key}=${Value}`),
    );
  const entries: [string, string][] = [];
  const seen = new Set<string>();
  for (const [index, { Key, Value }] of list.entries()) {
    const member = `tags.${index + 1}.member`;
    const key = requireText(Key, `${member}.key`, {
      min: 1,
      max: 128,
      pattern: keyPattern,
    });
    const value = requireText(Value, `${member}.value`, {
      min: 0,
      max: 256,
      pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
    });
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidInput('aws: prefixed tag key names are not allowed for external use.');
    }
    if (seen.has(key.toLowerCase())) {
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(key.toLowerCase());
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** @throws SandboxError ValidationError */
export function readTagKeys(keys: readonly string[] | undefined): readonly string[] {
  if (keys === undefined) throw violation('null', 'tagKeys', 'Member must not be null');
  if (keys.length > tagQuota) throw tooMany('tagKeys', keys);
  const isKey = (key: string) => key.length >= 1 && key.length <= 128 && keyPattern.test(key);
  if (keys.every(isKey)) return keys;
  const constraints =
    'Member must satisfy constraint: [Member must have length less than or equal to 128, ' +
    'Member must have length greater than or equal to 1, ' +
    `Member must satisfy regular expression pattern: ${keyPattern.source.slice(1, -1)}]`;
  throw violation(`'[${keys.join(', ')}]'`, 'tagKeys', constraints);
}

function tooMany(parameter: string, shown: readonly string[]): Error {
  const limit = `Member must have length less than or equal to ${tagQuota}`;
  return violation(`'[${shown.join(', ')}]'`, parameter, limit);
}

/** @throws SandboxError LimitExceeded */
export function mergeTags(
  existing: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const addedKeys = new Set(Object.keys(added).map((key) => key.toLowerCase()));
  const kept = Object.entries(existing).filter(([key]) => !addedKeys.has(key.toLowerCase()));
  const merged = { ...Object.fromEntries(kept), ...added };
  if (Object.keys(merged).length > tagQuota) throw quotaExceeded('TagsPerResource', tagQuota);
  return merged;
}

/** Tag keys are compared without case. */
export function withoutTags(
  existing: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(existing).filter(([key]) => !removed.has(key.toLowerCase())));
}

/** `aws:RequestTag/…` and `aws:TagKeys`, for policies that say which tags may be set. */
export function requestTagKeys(tags: readonly Tag[] | undefined): Record<string, readonly string[]> {
  if (tags === undefined || tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value ?? '']])),
    'aws:TagKeys': tags.map(({ Key }) => Key ?? ''),
  };
}
