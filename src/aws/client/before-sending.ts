import { certificateErrors } from '../network/certificate-errors.ts';

/** Errors that arise on this side before anything is sent, by name or by Node's code. */
const beforeSending: ReadonlySet<string> = new Set([
  'NotSentInTime',
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
  'EndpointError',
  'ENOTFOUND',
  'ECONNREFUSED',
  'EAI_AGAIN',
  'PROXY_UNREACHABLE',
  'PROXY_REFUSED',
  'PROXY_AUTHENTICATION_REQUIRED',
  ...certificateErrors,
]);

export function isBeforeSending(code: string): boolean {
  return beforeSending.has(code);
}
