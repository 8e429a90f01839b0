import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hclString, type TerraformProvider, terraformProvider } from '../../src/views/terraform-provider.ts';

const assumed: TerraformProvider = {
  accountId: '111122223333',
  alias: 'acme',
  region: 'eu-central-1',
  access: {
    kind: 'assume-role',
    roleArn: 'arn:aws:iam::111122223333:role/acme-production',
    sessionName: 'terraform-acme',
    sourceIdentity: 'ann',
    withoutPerson: 'terraform-acme',
  },
};

const person: TerraformProvider = {
  ...assumed,
  access: {
    kind: 'assume-role',
    roleArn: 'arn:aws:iam::111122223333:role/acme-production',
    sessionName: null,
    sourceIdentity: null,
    withoutPerson: null,
  },
};

const volunteer: TerraformProvider = {
  ...person,
  access: { ...person.access, withoutPerson: 'terraform-acme' } as TerraformProvider['access'],
};

const awkward = [
  'plain',
  '',
  '"',
  '\\',
  '\\"',
  '${a}',
  '$${a}',
  '%{ if x }',
  '%%{',
  '$',
  '${',
  'a\nb\r\tc',
  'é日😀',
  "'",
  '\u0007\u2028',
  '$$$${{%{',
];

describe('an HCL string', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['${var.x}', '"$${var.x}"'],
    ['%{ if x }', '"%%{ if x }"'],
    ['a\nb', '"a\\nb"'],
    ['100% $5', '"100% $5"'],
  ])('%j is %s', (text, written) => {
    expect(hclString(text)).toBe(written);
  });

  it('means its text to Terraform', ({ skip }) => {
    const input = `jsonencode([${awkward.map(hclString).join(', ')}])\n`;
    const { stdout, error, status } = spawnSync('terraform', ['console'], {
      input,
      encoding: 'utf8',
      cwd: '/',
    });
    if (error) skip('terraform is not installed');
    expect(status).toBe(0);
    expect(JSON.parse(JSON.parse(stdout))).toEqual(awkward);
  });
});

const variants: readonly TerraformProvider[] = [
  assumed,
  { ...assumed, alias: null, region: null },
  { ...assumed, access: { kind: 'profile', profile: 'acme' } },
  { ...assumed, alias: null, access: { kind: 'profile', profile: 'acme' } },
  { ...person, alias: null },
  { ...volunteer, alias: null },
];

describe('a provider block', () => {
  it('assumes the role and works in its account only', () => {
    expect(terraformProvider(assumed)).toBe(`provider "aws" {
  alias               = "acme"
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn        = "arn:aws:iam::111122223333:role/acme-production"
    session_name    = "terraform-acme"
    source_identity = "ann"
  }
}
`);
  });

  it('takes the name of the person from a variable where the role demands it', () => {
    expect(terraformProvider(person)).toBe(`variable "person" {
  description = "Your IAM user name in Ops, which AWS demands as source identity"
  type        = string
}

provider "aws" {
  alias               = "acme"
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn        = "arn:aws:iam::111122223333:role/acme-production"
    session_name    = substr("terraform-\${var.person}", 0, 64)
    source_identity = var.person
  }
}
`);
  });

  it('names the person where Terraform is given one, if the role does not demand it', () => {
    expect(terraformProvider({ ...volunteer, alias: null, region: null })).toBe(`variable "person" {
  description = "Your IAM user name in Ops, which CloudTrail then shows"
  type        = string
  default     = null
}

provider "aws" {
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn        = "arn:aws:iam::111122223333:role/acme-production"
    session_name    = var.person == null ? "terraform-acme" : substr("terraform-\${var.person}", 0, 64)
    source_identity = var.person
  }
}
`);
  });

  it('names a profile in place of the role', () => {
    expect(
      terraformProvider({ ...assumed, access: { kind: 'profile', profile: 'acme' } }),
    ).toBe(`provider "aws" {
  alias               = "acme"
  region              = "eu-central-1"
  profile             = "acme"
  allowed_account_ids = ["111122223333"]
}
`);
  });

  it('is left as it is by terraform fmt', ({ skip }) => {
    const input = variants.map(terraformProvider).join('\n');
    const { stdout, error, status } = spawnSync('terraform', ['fmt', '-'], { input, encoding: 'utf8' });
    if (error) skip('terraform is not installed');
    expect(status).toBe(0);
    expect(stdout).toBe(input);
  });
});
