import type { Tag } from '@aws-sdk/client-sts';
import { invalid, texts } from './read-token.ts';
import type { Claims } from './web-identity.ts';

/** What a token says about the session that it opens. */
export interface SessionClaims {
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

const tagsClaim = 'https://aws.amazon.com/tags';
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';

/**
 * Source identity and tags of a session, each tag with a list of one value, in either of the two forms that AWS reads.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 *
 * @throws SandboxError InvalidIdentityToken for claims that are of neither form
 */
export function readSessionClaims(claims: Claims): SessionClaims {
  const sourceIdentity = claims[sourceIdentityClaim];
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string')
    throw malformed(sourceIdentityClaim);
  const nested = asClaims(claims[tagsClaim]);
  const principalTags = asClaims(nested['principal_tags']);
  const flat = Object.entries(claims).flatMap(([name, value]) => {
    const prefix = `${tagsClaim}/principal_tags/`;
    return name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [];
  });
  const keys = nested['transitive_tag_keys'] ?? claims[`${tagsClaim}/transitive_tag_keys`] ?? [];
  return {
    sourceIdentity,
    tags: [...Object.entries(principalTags), ...flat].map(([Key, value]) => ({
      Key,
      Value: onlyText(value),
    })),
    transitiveTagKeys: texts(keys),
  };
}

function asClaims(value: unknown): Claims {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(tagsClaim);
  return { ...value };
}

function onlyText(value: unknown): string {
  const [text, ...more] = texts(value);
  if (text === undefined || more.length > 0) throw malformed(tagsClaim);
  return text;
}

function malformed(claim: string): Error {
  return invalid(`The claim ${claim} is not of the form that it must have.`);
}
