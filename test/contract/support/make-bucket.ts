import { CreateBucketCommand, type CreateBucketCommandInput, DeleteBucketCommand } from '@aws-sdk/client-s3';
import type { Caller } from './caller.ts';
import type { Stage } from './stage.ts';

/** @returns the bucket's name */
export async function makeBucket(
  stage: Stage,
  by: Caller,
  stem: string,
  input: Partial<CreateBucketCommandInput> = {},
): Promise<string> {
  const Bucket = stage.name(stem).toLowerCase();
  await by.s3.send(new CreateBucketCommand({ Bucket, ...input }));
  stage.tidy(`bucket ${Bucket}`, () => by.s3.send(new DeleteBucketCommand({ Bucket })));
  return Bucket;
}
