import { describe, expect, test } from 'vitest';
import { roleName, roleNameProblem, rolePathProblem } from '../../src/model/account-kind.ts';
import { defaultStructure, managedPolicyArn, roleArn } from '../../src/model/structure.ts';

describe('the default structure', () => {
  test('has a role name that fits the longest client name', () => {
    const { role } = defaultStructure.kinds.client;
    const name = roleName(defaultStructure.kinds.client, 'x'.repeat(31));
    expect(name).toMatch(/^[\w+=,.@-]{1,64}$/);
    expect(roleNameProblem(role.name, defaultStructure.kinds.client)).toBeNull();
    expect(rolePathProblem(role.path, role.name, defaultStructure.kinds.client)).toBeNull();
  });

  test('names the role after the client', () => {
    expect(roleName(defaultStructure.kinds.client, 'acme')).toBe('acme-production');
  });
});

describe('roleName', () => {
  test('takes a client name as it is, special replacement patterns too', () => {
    expect(roleName(defaultStructure.kinds.client, '$&')).toBe('$&-production');
  });
});

describe('roleNameProblem', () => {
  test.each([
    ['{client}', null],
    ['prod.{client}@x', null],
    [`{client}${'x'.repeat(33)}`, null],
    ['production', 'has no {client}'],
    ['{client}-{stage}', 'has braces other than {client}'],
    ['{client} production', 'has a character other than letters, digits and _+=,.@-'],
    ['clients/{client}', 'has a character other than letters, digits and _+=,.@-'],
    [`{client}${'x'.repeat(34)}`, 'gives a role name of 65 characters for a client name of 31; IAM takes 64'],
    ['{client}-{client}-x', 'gives a role name of 65 characters for a client name of 31; IAM takes 64'],
  ])('%s: %s', (template, problem) => {
    expect(roleNameProblem(template, defaultStructure.kinds.client)).toBe(problem);
  });
});

describe('rolePathProblem', () => {
  test.each([
    [`/${'p'.repeat(20)}/`, null],
    [
      `/${'p'.repeat(21)}/`,
      "path and role name come to 65 characters for a client name of 31; the console's Switch Role takes 64",
    ],
  ])('%s: %s', (path, problem) => {
    expect(rolePathProblem(path, '{client}-production', defaultStructure.kinds.client)).toBe(problem);
  });
});

describe('ARNs', () => {
  test.each([
    ['aws', 'AdministratorAccess', 'arn:aws:iam::aws:policy/AdministratorAccess'],
    ['aws-us-gov', 'job-function/Billing', 'arn:aws-us-gov:iam::aws:policy/job-function/Billing'],
    ['aws', 'arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ])('of the policy in %s named %s', (partition, name, arn) => {
    expect(managedPolicyArn(partition, name)).toBe(arn);
  });

  test.each([
    ['/', 'arn:aws-cn:iam::123456789012:role/acme-production'],
    ['/clients/eu/', 'arn:aws-cn:iam::123456789012:role/clients/eu/acme-production'],
  ])('of a role under %s', (path, arn) => {
    expect(roleArn({ partition: 'aws-cn', accountId: '123456789012', path, name: 'acme-production' })).toBe(
      arn,
    );
  });
});
