import type { Failure } from '../../model/failure.ts';

/** A profile gave no credentials, so that nothing was sent. */
export class ProfileError extends Error {
  /** As the SDK's own providers name theirs: what handles those handles this. */
  override readonly name = 'CredentialsProviderError';

  constructor(readonly failure: Failure) {
    super(failure.message, { cause: failure });
  }
}
