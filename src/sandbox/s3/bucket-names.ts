import { SandboxError } from '../operation.ts';

const form = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const reserved = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ols-s3|\.mrap|--x-s3|--table-s3)$/;
const address = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 *
 * @throws SandboxError InvalidBucketName
 */
export function validBucketName(name: string): void {
  if (form.test(name) && !reserved.test(name) && !address.test(name)) return;
  throw new SandboxError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
    BucketName: name,
  });
}
