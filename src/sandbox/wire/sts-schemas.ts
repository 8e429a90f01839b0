import { AssumeRole$, GetAccessKeyInfo$, GetCallerIdentity$, GetSessionToken$ } from '@aws-sdk/client-sts';
import type { OperationSchema } from './schema.ts';

export const stsSchemas: readonly OperationSchema[] = [
  AssumeRole$,
  GetAccessKeyInfo$,
  GetCallerIdentity$,
  GetSessionToken$,
];
