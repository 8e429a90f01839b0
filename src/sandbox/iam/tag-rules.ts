import type { Tag } from '@aws-sdk/client-iam';
import { requireText } from './constraints.ts';
import { invalidInput, quotaExceeded } from './errors.ts';

const tagQuota = 50;

/**
 * Tags of a request as a record.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 *
 * @throws SandboxError ValidationError or InvalidInput for one bad tag, which fails the whole request
 */
export function readTags(tags: readonly Tag[] | undefined): Record<string, string> {
  const entries: [string, string][] = [];
  const seen = new Set<string>();
  for (const [index, { Key, Value }] of (tags ?? []).entries()) {
    const member = `tags.${index + 1}.member`;
    const key = requireText(Key, `${member}.key`, {
      min: 1,
      max: 128,
      pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u,
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
  if (seen.size > tagQuota) throw quotaExceeded('TagsPerResource', tagQuota);
  return Object.fromEntries(entries);
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
