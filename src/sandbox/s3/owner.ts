import type { Owner } from '@aws-sdk/client-s3';
import { deriveText } from '../ids.ts';
import type { SandboxState } from '../state.ts';

/** The canonical user id of an account. https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html */
export function ownerOf(state: SandboxState, accountId: string): Owner {
  return { ID: deriveText(state.secret, `canonical-user:${accountId}`, '0123456789abcdef', 64) };
}
