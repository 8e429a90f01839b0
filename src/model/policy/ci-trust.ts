import { issuerName, oidcProviderArn } from '../ci.ts';
import type { PolicyDocument } from './document.ts';

/** The tokens that a CI role accepts, in the account of its provider. */
export interface CiTrust {
  /** `aws`, `aws-us-gov`, `aws-cn`, … */
  readonly partition: string;
  /** 12 digits. */
  readonly accountId: string;
  /** Address of the identity provider, `https://…`. */
  readonly issuer: string;
  /** `aud` of a token, and its `sub`, to the letter. */
  readonly audience: string;
  readonly subject: string;
}

/**
 * The trust policy of a CI role: tokens of the account's own OIDC provider, for one audience and one subject. A provider
 * alone lets every token of its issuer in that names the audience; for GitHub, those of every repository there is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function intendedCiTrust({ audience, subject, ...provider }: CiTrust): PolicyDocument {
  const name = issuerName(provider.issuer);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: oidcProviderArn(provider) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${name}:aud`]: audience, [`${name}:sub`]: subject } },
      },
    ],
  };
}
