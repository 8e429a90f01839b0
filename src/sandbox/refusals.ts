import { type Caller, type Permission, SandboxError } from './operation.ts';
import type { Service } from './service.ts';

/**
 * How each protocol words the refusals that are no part of a service's model. awsQuery services drop the `Exception`
 * and answer 403 where awsJson services answer 400.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
type Refusal = 'unknownKey' | 'signature' | 'skew' | 'noCredentials' | 'incomplete' | 'expired';

interface Words {
  readonly json: string;
  readonly query: string;
  readonly rest: string;
  /** Of awsQuery and REST services. */
  readonly status: number;
  readonly restStatus?: number;
  readonly message: string;
}

const signatureMismatch =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method.';

const wording: Readonly<Record<Refusal, Words>> = {
  unknownKey: {
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
    rest: 'InvalidAccessKeyId',
    status: 403,
    message: 'The security token included in the request is invalid.',
  },
  signature: {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    rest: 'SignatureDoesNotMatch',
    status: 403,
    message: signatureMismatch,
  },
  skew: {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    rest: 'RequestTimeTooSkewed',
    status: 403,
    message: signatureMismatch,
  },
  noCredentials: {
    json: 'MissingAuthenticationTokenException',
    query: 'MissingAuthenticationToken',
    rest: 'AccessDenied',
    status: 403,
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    json: 'IncompleteSignatureException',
    query: 'IncompleteSignature',
    rest: 'AuthorizationHeaderMalformed',
    status: 400,
    message: 'The request signature does not conform to AWS standards.',
  },
  expired: {
    json: 'ExpiredTokenException',
    query: 'ExpiredToken',
    rest: 'ExpiredToken',
    status: 403,
    restStatus: 400,
    message: 'The security token included in the request is expired',
  },
};

/** @param message in place of the refusal's usual sentence */
export function refuse(service: Service, refusal: Refusal, message?: string): SandboxError {
  const words = wording[refusal];
  const text = message ?? words.message;
  switch (service.protocol.kind) {
    case 'json':
      return new SandboxError(words.json, text);
    case 'query':
      return new SandboxError(words.query, text, words.status);
    case 'rest-xml':
      return new SandboxError(words.rest, text, words.restStatus ?? words.status);
  }
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
  const message =
    `User: ${caller.arn} is not authorized to perform: ${permission.action} ` +
    `on resource: ${permission.resource} ${becauseOf(reason)}`;
  return service.protocol.kind === 'json'
    ? new SandboxError('AccessDeniedException', message)
    : new SandboxError('AccessDenied', message, 403);
}

/** The end of AWS's sentence. */
export function becauseOf(reason: string): string {
  return /^(because|with) /.test(reason) ? reason : `because ${reason}`;
}

export function unknownOperation(service: Service, operation: string): SandboxError {
  const message =
    `The sandbox does not answer ${service.name}:${operation || '(no operation)'} ` +
    `(version ${service.version}).`;
  switch (service.protocol.kind) {
    case 'json':
      return new SandboxError('UnknownOperationException', message);
    case 'query':
      return new SandboxError('InvalidAction', message);
    case 'rest-xml':
      return new SandboxError('NotImplemented', message, 501);
  }
}

/** A clear answer, so that nobody repeats or doubts it: what cannot be kept has not happened. */
export function stateUnusable({ message }: Error): SandboxError {
  return new SandboxError('SandboxStateUnusable', message);
}
