import { describe, expect, it } from 'vitest';
import {
  type BackendAccess,
  stateBucket,
  terraformBackend,
  terraformBackendFile,
} from '../../../src/views/terraform/backend.ts';
import { terraformStateBucket } from '../../../src/views/terraform/state-bucket.ts';
import { formatted } from './formatted.ts';

const state = { accountId: '111122223333', region: 'eu-central-1' };
const assumed: BackendAccess = {
  kind: 'assume-role',
  roleArn: 'arn:aws:iam::111122223333:role/acme-production',
  sessionName: 'terraform-acme',
  sourceIdentity: null,
};
const accesses: readonly BackendAccess[] = [
  { kind: 'environment' },
  { kind: 'profile', profile: 'acme' },
  assumed,
  { ...assumed, sourceIdentity: 'ci-user' },
];

describe('a backend block', () => {
  it('keeps the state in a bucket of the account, locked and encrypted, and reaches no other account', () => {
    expect(terraformBackend(state, { kind: 'environment' })).toBe(`terraform {
  backend "s3" {
    bucket              = "terraform-state-111122223333-eu-central-1"
    key                 = "terraform.tfstate"
    region              = "eu-central-1"
    allowed_account_ids = ["111122223333"]
    encrypt             = true
    use_lockfile        = true
  }
}
`);
  });

  it('signs with a profile, or assumes the role without a variable', () => {
    expect(terraformBackend(state, { kind: 'profile', profile: 'acme' })).toMatch(/^ {4}profile += "acme"$/m);
    const text = terraformBackend(state, assumed);
    expect(text).toContain(`
    assume_role = {
      role_arn     = "arn:aws:iam::111122223333:role/acme-production"
      session_name = "terraform-acme"
    }
`);
    expect(text).not.toContain('var.');
    expect(terraformBackend(state, { ...assumed, sourceIdentity: 'ci-user' })).toMatch(
      /source_identity = "ci-user"/,
    );
  });

  it('is left as it is by terraform fmt', ({ skip }) => {
    const blocks = accesses.map((access) => terraformBackend(state, access));
    // Settings without a block stand once in a file.
    const input = [...blocks, terraformBackendFile(state, assumed)].join('\n');
    expect(formatted(input, skip)).toBe(input);
  });
});

describe('the bucket of the state', () => {
  it('has a name that S3 takes in every region', () => {
    const longest = stateBucket({ accountId: '111122223333', region: 'ap-southeast-99' });
    expect(longest).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  });

  it('is private, versioned, encrypted, reached by TLS only and kept by a destroy', () => {
    const text = terraformStateBucket(state);
    for (const part of [
      'bucket = "terraform-state-111122223333-eu-central-1"',
      'prevent_destroy = true',
      'status = "Enabled"',
      'sse_algorithm = "AES256"',
      'block_public_acls       = true',
      'block_public_policy     = true',
      'ignore_public_acls      = true',
      'restrict_public_buckets = true',
      'Condition = { Bool = { "aws:SecureTransport" = "false" } }',
      '.terraform_state.arn}/*"',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is left as it is by terraform fmt', ({ skip }) => {
    const input = terraformStateBucket(state);
    expect(formatted(input, skip)).toBe(input);
  });
});
