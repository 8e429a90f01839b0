import { describe, expect, it } from 'vitest';
import { type TerraformProvider, terraformProviders } from '../../../src/views/terraform/provider.ts';
import { formatted } from './formatted.ts';

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

const present: TerraformProvider = { ...assumed, alias: null, access: { kind: 'environment' } };

const variants: readonly TerraformProvider[] = [
  assumed,
  present,
  { ...present, region: null },
  { ...assumed, alias: null, region: null },
  { ...assumed, access: { kind: 'profile', profile: 'acme' } },
  { ...assumed, alias: null, access: { kind: 'profile', profile: 'acme' } },
  { ...person, alias: null },
  { ...volunteer, alias: null },
];

describe('a provider block', () => {
  it('assumes the role and works in its account only', () => {
    expect(terraformProviders([assumed])).toBe(`provider "aws" {
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
    expect(terraformProviders([person])).toBe(`variable "person" {
  description = "Your IAM user name in Ops, which AWS requires as source identity"
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
    expect(terraformProviders([{ ...volunteer, alias: null, region: null }])).toBe(`variable "person" {
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
      terraformProviders([{ ...assumed, access: { kind: 'profile', profile: 'acme' } }]),
    ).toBe(`provider "aws" {
  alias               = "acme"
  region              = "eu-central-1"
  profile             = "acme"
  allowed_account_ids = ["111122223333"]
}
`);
  });

  it('names nothing that signs where the credentials are those of the environment', () => {
    expect(terraformProviders([present])).toBe(`provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
`);
  });

  it('is left as it is by terraform fmt', ({ skip }) => {
    const input = variants.map((one) => terraformProviders([one])).join('\n');
    expect(formatted(input, skip)).toBe(input);
  });
});

describe('provider blocks of several accounts', () => {
  const several = [volunteer, { ...volunteer, alias: 'globex', accountId: '444455556666' }];

  it('share one variable for the person', () => {
    const text = terraformProviders(several);
    expect(text.match(/^variable "person" \{$/gm)).toHaveLength(1);
    expect(text.match(/^provider "aws" \{$/gm)).toHaveLength(2);
    const set = [...text.matchAll(/^ {2}(?:alias|allowed_account_ids) += (.*)$/gm)].map(([, value]) => value);
    expect(set).toEqual(['"acme"', '["111122223333"]', '"globex"', '["444455556666"]']);
  });

  it('demand the name where one role demands it', () => {
    expect(terraformProviders([volunteer, { ...person, alias: 'globex' }])).not.toContain('default');
  });

  it('are left as they are by terraform fmt', ({ skip }) => {
    const input = terraformProviders(several);
    expect(formatted(input, skip)).toBe(input);
  });
});
