import { type Caller, type Permission, SandboxError } from './operation.ts';
import type { Service } from './service.ts';

/**
 * How each protocol words the refusals that are no part of a service's model. awsQuery services drop the `Exception`
 * and answer 403 where awsJson services answer 400.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
 */
type Refusal = 'unknownKey' | 'signature' | 'noCredentials' | 'incomplete' | 'expired';

const wording: Readonly<Record<Refusal, { json: string; query: string; status: number; message: string }>> = {
  unknownKey: {
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid.',
  },
  signature: {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method.',
  },
  noCredentials: {
    json: 'MissingAuthenticationTokenException',
    query: 'MissingAuthenticationToken',
    status: 403,
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    json: 'IncompleteSignatureException',
    query: 'IncompleteSignature',
    status: 400,
    message: 'The request signature does not conform to AWS standards.',
  },
  expired: {
    json: 'ExpiredTokenException',
    query: 'ExpiredToken',
    status: 403,
    message: 'The security token included in the request is expired',
  },
};

/** @param message in place of the refusal's usual sentence */
export function refuse(service: Service, refusal: Refusal, message?: string): SandboxError {
  const words = wording[refusal];
  return speaksJson(service)
    ? new SandboxError(words.json, message ?? words.message)
    : new SandboxError(words.query, message ?? words.message, words.status);
}

/**
 * AWS's sentence for a missing permission.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 *
 * @param reason what comes after "because"
 */
export function accessDenied(
  service: Service,
  caller: Caller,
  permission: Permission,
  reason: string,
): SandboxError {
  const because = /^(because|with) /.test(reason) ? reason : `because ${reason}`;
  const message =
    `User: ${caller.arn} is not authorized to perform: ${permission.action} ` +
    `on resource: ${permission.resource} ${because}`;
  return speaksJson(service)
    ? new SandboxError('AccessDeniedException', message)
    : new SandboxError('AccessDenied', message, 403);
}

export function unknownOperation(service: Service, operation: string): SandboxError {
  const message =
    `The sandbox does not answer ${service.name}:${operation || '(no operation)'} ` +
    `(version ${service.version}).`;
  return speaksJson(service)
    ? new SandboxError('UnknownOperationException', message)
    : new SandboxError('InvalidAction', message);
}

function speaksJson({ protocol }: Service): boolean {
  return protocol.kind === 'json';
}

/** A clear answer, so that nobody repeats or doubts it: what cannot be kept has not happened. */
export function stateUnusable({ message }: Error): SandboxError {
  return new SandboxError('SandboxStateUnusable', message);
}
