import { describe, expect, it } from 'vitest';
import { type TerraformAccount, terraformAccounts } from '../../../src/views/terraform/accounts-file.ts';

const acme: TerraformAccount = {
  name: 'acme',
  accountId: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/acme-production',
  region: 'eu-central-1',
  labels: { tier: 'gold', region: 'eu' },
  ciRoleArns: null,
};
const globex: TerraformAccount = {
  ...acme,
  name: 'globex',
  accountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/globex-production',
  labels: {},
};

describe('the file of several accounts', () => {
  it('maps names to accounts, keys in order', () => {
    expect(terraformAccounts('clients', [acme])).toBe(`{
  "clients": {
    "acme": {
      "account_id": "111122223333",
      "role_arn": "arn:aws:iam::111122223333:role/acme-production",
      "region": "eu-central-1",
      "labels": {
        "region": "eu",
        "tier": "gold"
      }
    }
  }
}
`);
  });

  it('gives the roles for CI by the template of their name', () => {
    const ciRoleArns = { '{client}-plan': 'arn:aws:iam::111122223333:role/acme-plan' };
    const text = terraformAccounts('clients', [{ ...acme, region: null, ciRoleArns }]);
    expect(JSON.parse(text)).toEqual({
      clients: {
        acme: {
          account_id: '111122223333',
          role_arn: acme.roleArn,
          region: null,
          labels: acme.labels,
          ci_role_arns: ciRoleArns,
        },
      },
    });
  });

  it('changes by one block where an account came', () => {
    const before = terraformAccounts('clients', [acme]).split('\n');
    const after = terraformAccounts('clients', [acme, globex]).split('\n');
    const begin = after.findIndex((line) => line.startsWith('    "globex"'));
    const others = [...after.slice(0, begin), ...after.slice(begin + 6)];
    // The comma of JSON is all that differs elsewhere.
    expect(others.join('\n').replace('    },\n  }', '    }\n  }')).toBe(before.join('\n'));
  });
});
