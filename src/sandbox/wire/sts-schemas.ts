import {
  AssumeRole$,
  DecodeAuthorizationMessage$,
  GetAccessKeyInfo$,
  GetCallerIdentity$,
  GetFederationToken$,
  GetSessionToken$,
  GetWebIdentityToken$,
} from '@aws-sdk/client-sts';
import type { OperationSchema } from './schema.ts';

export const stsSchemas: readonly OperationSchema[] = [
  AssumeRole$,
  DecodeAuthorizationMessage$,
  GetAccessKeyInfo$,
  GetCallerIdentity$,
  GetFederationToken$,
  GetSessionToken$,
  GetWebIdentityToken$,
];
