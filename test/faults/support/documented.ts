import { readFileSync } from 'node:fs';
import type { ServiceName } from '../../../src/sandbox/services.ts';

/** An error as AWS may answer it. */
export interface DocumentedError {
  readonly code: string;
  readonly status: number;
  readonly members?: Readonly<Record<string, string>>;
}

const commands = new URL('../../../node_modules/@aws-sdk/', import.meta.url);

/**
 * Errors that no operation lists and any may give.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
const common: Readonly<Record<string, readonly DocumentedError[]>> = {
  organizations: [
    { code: 'InvalidSignatureException', status: 400 },
    { code: 'UnrecognizedClientException', status: 400 },
    { code: 'ServiceUnavailableException', status: 503 },
  ],
  iam: [
    { code: 'AccessDenied', status: 403 },
    { code: 'InvalidClientTokenId', status: 403 },
    { code: 'SignatureDoesNotMatch', status: 403 },
    { code: 'ServiceUnavailable', status: 503 },
  ],
  sts: [
    { code: 'AccessDenied', status: 403 },
    { code: 'InvalidClientTokenId', status: 403 },
    { code: 'SignatureDoesNotMatch', status: 403 },
    { code: 'ServiceUnavailable', status: 503 },
  ],
  // https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html
  cloudtrail: [
    { code: 'AccessDeniedException', status: 400 },
    { code: 'UnrecognizedClientException', status: 400 },
    { code: 'InvalidSignatureException', status: 400 },
    { code: 'ServiceUnavailable', status: 503 },
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: [
    { code: 'AccessDenied', status: 403 },
    { code: 'InvalidAccessKeyId', status: 403 },
    { code: 'SignatureDoesNotMatch', status: 403 },
    { code: 'NoSuchBucket', status: 404 },
    { code: 'OperationAborted', status: 409 },
    { code: 'InternalError', status: 500 },
    { code: 'ServiceUnavailable', status: 503 },
  ],
  // https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/CommonErrors.html
  ce: [
    { code: 'AccessDeniedException', status: 400 },
    { code: 'UnrecognizedClientException', status: 400 },
    { code: 'ValidationException', status: 400 },
    { code: 'ServiceUnavailable', status: 503 },
  ],
} satisfies Record<ServiceName, readonly DocumentedError[]>;

/**
 * Which quota: only these are about what the program asks for.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
 */
const constraints = [
  'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
  'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
  'OU_NUMBER_LIMIT_EXCEEDED',
];
const constraintsOf: Readonly<Record<string, readonly string[]>> = {
  CloseAccount: [
    'CLOSE_ACCOUNT_QUOTA_EXCEEDED',
    'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED',
    'WAIT_PERIOD_ACTIVE',
    'CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
    'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
  ],
};

/** Of services whose package has another name than their signatures. */
const packages: Readonly<Record<string, string>> = { ce: 'cost-explorer' };

const known = new Map<string, readonly DocumentedError[]>();

/** Every error that the SDK documents for the operation, and the common ones of its service. */
export function documentedErrors(service: string, operation: string): readonly DocumentedError[] {
  const name = `${service}:${operation}`;
  const found = known.get(name) ?? [...own(service, operation), ...(common[service] ?? [])];
  known.set(name, found);
  return found;
}

function own(service: string, operation: string): readonly DocumentedError[] {
  const file = new URL(
    `client-${packages[service] ?? service}/dist-types/commands/${operation}Command.d.ts`,
    commands,
  );
  const text = readFileSync(file, 'utf8');
  const errors: DocumentedError[] = [];
  for (const [, code = '', fault] of text.matchAll(/@throws \{@link (\w+)\} \((client|server) fault\)/g)) {
    const status = fault === 'server' ? 500 : 400;
    // They are kinds of faults by themselves.
    if (code === 'TooManyRequestsException' || code === 'ConcurrentModificationException') continue;
    if (code === 'ConstraintViolationException') {
      for (const Reason of constraintsOf[operation] ?? constraints)
        errors.push({ code, status, members: { Reason } });
    } else errors.push({ code, status });
  }
  return errors;
}
