import { describe, expect, test } from 'vitest';
import { emailOf, emailTemplateProblem } from '../../src/model/account-kind.ts';
import { checkEmail } from '../../src/model/email.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import fc from '../support/properties.ts';

describe('checkEmail', () => {
  test.each([
    ['a@b.co', 'a@b.co'],
    ['AWS+Acme@Example.COM', 'aws+acme@example.com'],
    ['o!#$*/=?^_`{}~-@x-y.z9.example', 'o!#$*/=?^_`{}~-@x-y.z9.example'],
    [`${'a'.repeat(52)}@example.com`, `${'a'.repeat(52)}@example.com`],
  ])('takes %s', (text, email) => {
    expect(checkEmail(text)).toEqual({ ok: true, email });
  });

  test.each([
    ['', 'has 0 characters; AWS wants at least 6'],
    ['a@b.c', 'has 5 characters; AWS wants at least 6'],
    [`${'a'.repeat(53)}@example.com`, 'has 65 characters; AWS takes at most 64'],
    ['müller@example.com', 'has a character outside ASCII'],
    ['aws@exämple.com', 'has a character outside ASCII'],
    ['aws.example.com', 'has no @'],
    ['aws@acme@example.com', 'has more than one @'],
    ['@example.com', 'has nothing before the @'],
    ['.aws@example.com', 'begins with a dot'],
    ['a ws@example.com', 'has white space before the @'],
    ['aws\t@example.com', 'has white space before the @'],
    ['aws\u0000@example.com', 'has a control character before the @'],
    ...[...`"'()<>[]:;,\\|%&`].map((wrong) => [
      `a${wrong}b@example.com`,
      `has ${wrong} before the @, which AWS does not take`,
    ]),
    ['awsacme@', 'has nothing after the @'],
    ['aws@exam_ple.com', 'has something other than letters, digits, dots and hyphens after the @'],
    ['aws@example.com ', 'has something other than letters, digits, dots and hyphens after the @'],
    ['aws@localhost', 'has no dot after the @'],
    ['aws@.example.com', 'has a domain that begins with a dot or hyphen'],
    ['aws@-example.com', 'has a domain that begins with a dot or hyphen'],
    ['aws@example.com.', 'has a domain that ends with a dot or hyphen'],
    ['aws@example.com-', 'has a domain that ends with a dot or hyphen'],
  ])('refuses %j: it %s', (text, problem) => {
    expect(checkEmail(text)).toEqual({ ok: false, problem });
  });

  test('gives an address that it takes again', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const check = checkEmail(text);
        fc.pre(check.ok);
        expect(checkEmail(check.email)).toEqual(check);
      }),
    );
  });
});

describe('e-mail templates', () => {
  test('fill in the client, wherever it stands', () => {
    expect(emailOf({ ...defaultStructure.kinds.client, email: 'aws+{client}@example.com' }, 'acme')).toEqual({
      ok: true,
      email: 'aws+acme@example.com',
    });
    expect(
      emailOf({ ...defaultStructure.kinds.client, email: 'AWS@{client}.{client}.example' }, 'acme'),
    ).toEqual({
      ok: true,
      email: 'aws@acme.acme.example',
    });
  });

  test.each([
    ['aws@example.com', 'has no {client}'],
    ['aws+{Client}@example.com', 'has no {client}'],
    ['{client}+{env}@example.com', 'has braces other than {client}'],
    ['aws+{client}', 'has no @'],
    ['aws+{client}@localhost', 'has no dot after the @'],
    [`${'a'.repeat(60)}{client}@example.com`, 'has 75 characters; AWS takes at most 64'],
  ])('%j %s', (template, problem) => {
    expect(emailTemplateProblem(template, '{client}')).toBe(problem);
    expect(emailOf({ ...defaultStructure.kinds.client, email: template }, 'acme')).toEqual({
      ok: false,
      problem,
    });
  });

  test('may have room for some clients only', () => {
    const template = `${'a'.repeat(40)}+{client}@example.com`;
    expect(emailTemplateProblem(template, '{client}')).toBeNull();
    expect(emailOf({ ...defaultStructure.kinds.client, email: template }, 'acme-international')).toEqual({
      ok: false,
      problem: 'has 71 characters; AWS takes at most 64',
    });
  });
});
