/**
 * Tags that this program gives what it makes. The guardrail `roles` goes by the first one: a role that has it, whatever
 * its value, is changed through the access role only. Keys are in lower case: IAM does not distinguish the case of keys,
 * and neither do conditions on them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export const managedByTag = 'diverst:managed-by';

/** The same key with its value. */
export const managedBy = { [managedByTag]: 'diverst' } as const;

/**
 * Whether a role has the tag that the guardrail goes by, whatever its value.
 * @param tags its own tags, keys in lower case; undefined where it has none
 */
export function isManaged(tags: Readonly<Record<string, string>> | undefined): boolean {
  return tags !== undefined && Object.hasOwn(tags, managedByTag);
}

/** @param key as AWS keeps it */
export function isOwnTag(key: string): boolean {
  return key.toLowerCase().startsWith('diverst:');
}

/**
 * Those of a role's wanted tags that are this program's own and that it is to get; null where it has the tag that the
 * guardrail goes by. Tags of the configuration are set at the creation and are no business of anybody's afterwards.
 * @param actual the role's own tags, keys in lower case; undefined where it has none
 */
export function lackingTags(
  actual: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | null {
  if (isManaged(actual)) return null;
  const lacking = Object.entries(wanted).filter(
    ([key]) => isOwnTag(key) && !Object.hasOwn(actual ?? {}, key.toLowerCase()),
  );
  return Object.fromEntries(lacking);
}
