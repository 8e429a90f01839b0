/** The schemas of the operations that the sandbox answers, named one by one: a bundle holds no others. */
export {
  AssumeRole$,
  AssumeRoleWithWebIdentity$,
  AssumeRoot$,
  DecodeAuthorizationMessage$,
  GetAccessKeyInfo$,
  GetCallerIdentity$,
  GetFederationToken$,
  GetSessionToken$,
  GetWebIdentityToken$,
} from '@aws-sdk/client-sts';
