import { SandboxError } from '../operation.ts';

/** S3's errors, each in S3's words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

export function invalidArgument(message: string): SandboxError {
  return new SandboxError('InvalidArgument', message);
}

export function malformedPolicy(message: string): SandboxError {
  return new SandboxError('MalformedPolicy', message);
}

export function malformedXml(): SandboxError {
  return new SandboxError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

export function s3AccessDenied(message = 'Access Denied'): SandboxError {
  return new SandboxError('AccessDenied', message, 403);
}

export function noSuchBucket(name: string): SandboxError {
  return new SandboxError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
}

/** What a bucket does not have. */
export function notConfigured(code: string, message: string, bucket: string): SandboxError {
  return new SandboxError(code, message, 404, { BucketName: bucket });
}

export function slowDown(): SandboxError {
  return new SandboxError('SlowDown', 'Please reduce your request rate.', 503);
}

/** All that operations here need beside the bucket's name is in the body. */
export function requestBodyMissing(): SandboxError {
  return new SandboxError('MissingRequestBodyError', 'Request Body is empty');
}
