import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read.ts';
import fc from '../support/properties.ts';

/** The message without the file's name, which every line of it begins with. */
function messageOf(text: string, file = 'c.yaml'): string {
  try {
    readConfig(text, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${file}:`, '');
    throw error;
  }
  return 'no error';
}

const role = (line: string) => `client:\n  role:\n    ${line}\n`;
const policy =
  'an AWS managed policy, by name (AdministratorAccess, job-function/Billing) or by ARN (arn:aws:iam::aws:policy/…)';
const session = 'whole seconds from 3600 to 43200, or a duration from 1h to 12h such as 4h';
const top = 'profiles, region, organization, client, environment, people, trail, guardrails, audit, costs';

describe('unknown keys', () => {
  test.each([
    [
      'organization:\n  opsAcount: Ops\n',
      '2:3: organization.opsAcount: unknown key; allowed here: units, opsAccount, opsEmail, environments, accountQuota, adminPolicies, accessRole, centralRootAccess, delegatedAdministrators, groups\n  did you mean opsAccount?',
    ],
    [
      role('max_session: 4h'),
      '3:5: client.role.max_session: unknown key; allowed here: name, path, managedPolicies, maxSession, requireMfa, requireSourceIdentity, permissionsBoundary, tags\n  did you mean maxSession?',
    ],
    ['units: {}', `1:1: units: unknown key; allowed here: ${top}\n  did you mean organization.units?`],
    [
      'production: x',
      `1:1: production: unknown key; allowed here: ${top}\n  did you mean organization.units.production or organization.groups.production?`,
    ],
    ['audit: {ignores: []}', '1:9: audit.ignores: unknown key; allowed here: ignore\n  did you mean ignore?'],
    [
      'audit: {ignore: [{check: unit-extra, subject: x, reason: known, expire: "2027-03-31"}]}',
      '1:18: audit.ignore[0].expires: missing, and there is no default for it\n' +
        '1:65: audit.ignore[0].expire: unknown key; allowed here: check, subject, reason, expires\n  did you mean expires?',
    ],
    ['1: x', `1:1: 1: unknown key; allowed here: ${top}`],
    ['"a b\\e[1m\\u202e": x', `1:1: ["a b\\u001b[1m\\u202e"]: unknown key; allowed here: ${top}`],
    ['constructor: x', `1:1: constructor: unknown key; allowed here: ${top}`],
    ['__proto__: {region: x}', `1:1: __proto__: unknown key; allowed here: ${top}`],
    ['toString: x', `1:1: toString: unknown key; allowed here: ${top}`],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test.each([
    'secretAccessKey',
    'aws_secret_access_key',
    'accessKeyId',
    'access-key',
    'sessionToken',
    'password',
  ])('a credential (%s) is sent away and not repeated', (key) => {
    const message = messageOf(`profiles:\n  ${key}: hunter2\n`);
    expect(message).toBe(
      `2:3: profiles.${key}: unknown key; allowed here: management, ops\n` +
        '  never write credentials into this file: keep them in an AWS profile, and set profiles.management or profiles.ops to its name',
    );
  });
});

describe('wrong values', () => {
  test.each([
    ['trail: true', '1:8: trail: found true; allowed: false, or an object with name, account and bucket'],
    ['trail: [x]', '1:8: trail: found a list; allowed: false, or an object with name, account and bucket'],
    ['trail:', '1:7: trail: found nothing; allowed: false, or an object with name, account and bucket'],
    [
      'trail: {nam: x}',
      '1:9: trail.nam: unknown key; allowed here: name, account, bucket\n  did you mean name?',
    ],
    [
      'trail: {name: a--b, account: 123456789012}',
      '1:15: trail.name: found "a--b"; allowed: 3 to 128 letters, digits and single . _ -, with a letter or digit at both ends\n' +
        '1:30: trail.account: found 123456789012; allowed: a name of 1 to 50 characters of printable ASCII\n  put it in quotes: "123456789012"',
    ],
    ...[
      'Logs',
      'ab',
      'a..b',
      'a-.b',
      '192.168.0.1',
      '{client}-logs',
      `{organizationId}-${'x'.repeat(29)}`,
    ].map((bucket) => [
      `trail: {bucket: "${bucket}"}`,
      `1:17: trail.bucket: found "${bucket}"; allowed: a bucket name of 3 to 63 lower case letters, digits, dots and hyphens; {organizationId} and {accountId} stand for IDs`,
    ]),
    [
      'guardrails: true',
      '1:13: guardrails: found true; allowed: false, or an object with enabled, reach, hubs, vendors and issuers',
    ],
    [
      'guardrails: {enabled: [leaves], vendors: [999988887777]}',
      '1:24: guardrails.enabled[0]: found "leaves"; allowed: a list of guardrails: leave, root-user, roles, lateral, outsiders, mfa, people, federation\n' +
        '1:43: guardrails.vendors[0]: found 999988887777; allowed: the ID of an account of another organization, 12 digits\n  put it in quotes: "999988887777"',
    ],
    [
      'organization: {delegatedAdministrators: {security: [guardduty]}}',
      '1:53: organization.delegatedAdministrators.security[0]: found "guardduty"; allowed: a list of services, each by its principal such as guardduty.amazonaws.com',
    ],
    ['region: eu-central', '1:9: region: found "eu-central"; allowed: an AWS region such as eu-central-1'],
    [
      'region: 1',
      '1:9: region: found 1; allowed: an AWS region such as eu-central-1\n  put it in quotes: "1"',
    ],
    [
      'profiles: {ops: "a\\nb"}',
      '1:17: profiles.ops: found "a\\nb"; allowed: the name of an AWS profile, without brackets and control characters',
    ],
    [
      'profiles: {ops: "[x]"}',
      '1:17: profiles.ops: found "[x]"; allowed: the name of an AWS profile, without brackets and control characters',
    ],
    [
      'organization:\n  units:\n    users:\n',
      '3:11: organization.units.users: found nothing; allowed: a name of 1 to 128 characters, no control characters',
    ],
    [
      'organization: {units: {users: "  "}}',
      '1:31: organization.units.users: found "  "; allowed: a name of 1 to 128 characters, no control characters',
    ],
    [
      'organization: {units: {users: Envs}}',
      '1:31: organization.units.users: found "Envs"; allowed: different names for users and environments, because both OUs are in the root',
    ],
    [
      'organization: {units: {users: A, environments: A}}',
      '1:48: organization.units.environments: found "A"; allowed: different names for users and environments, because both OUs are in the root',
    ],
    [
      'organization: {opsAccount: Öps}',
      '1:28: organization.opsAccount: found "Öps"; allowed: a name of 1 to 50 characters of printable ASCII',
    ],
    [
      'organization: {accessRole: a b}',
      '1:28: organization.accessRole: found "a b"; allowed: 1 to 64 letters, digits and _+=,.@-',
    ],
    [
      'organization: {groups: {admin: a/b}}',
      '1:32: organization.groups.admin: found "a/b"; allowed: 1 to 128 letters, digits and _+=,.@-',
    ],
    [
      'organization: {opsEmail: "ops@localhost"}',
      '1:26: organization.opsEmail: found "ops@localhost"; allowed: an email address of 6 to 64 characters that AWS accepts',
    ],
    [
      'organization: {accountQuota: 0}',
      '1:30: organization.accountQuota: found 0; allowed: a whole number from 1 to 1000000',
    ],
    [
      'audit: {ignore: [{check: trust, subject: acme, reason: known, expires: 2027-02-30}]}',
      '1:26: audit.ignore[0].check: found "trust"; allowed: the ID of a check; diverst org checks lists the IDs\n1:72: audit.ignore[0].expires: found "2027-02-30"; allowed: a day such as 2027-03-31',
    ],
    [
      'audit: {ignore: [unit-extra, [], {}]}',
      '1:18: audit.ignore[0]: found "unit-extra"; allowed: a mapping with the keys check, subject, reason, expires\n' +
        '1:30: audit.ignore[1]: found a list; allowed: a mapping with the keys check, subject, reason, expires\n' +
        ['check', 'subject', 'reason', 'expires']
          .map((key) => `1:34: audit.ignore[2].${key}: missing, and there is no default for it`)
          .join('\n'),
    ],
    [
      'audit: {ignore: [{check: unit-extra, subject: x, reason: "", expires: "2027-03-31"}]}',
      '1:58: audit.ignore[0].reason: found ""; allowed: one line of at least 2 characters that says why',
    ],
    [
      'client: {email: aws@example.com}',
      '1:17: client.email: found "aws@example.com"; allowed: an email address with {client} in it, such as aws+{client}@example.com (this one has no {client})',
    ],
    [
      'client: {email: "{client}@localhost"}',
      '1:17: client.email: found "{client}@localhost"; allowed: an email address with {client} in it, such as aws+{client}@example.com (this one has no dot after the @)',
    ],
    [
      role('name: production'),
      '3:11: client.role.name: found "production"; allowed: a role name with {client} in it, such as {client}-production (this one has no {client})',
    ],
    [
      'environment: {role: {name: {environment}}}',
      '1:28: environment.role.name: found a mapping; allowed: a role name with {environment} in it, such as {environment}-environment\n  put a value that begins with {environment} in quotes: "{environment}…"',
    ],
    [
      role('name: {client}'),
      '3:11: client.role.name: found a mapping; allowed: a role name with {client} in it, such as {client}-production\n  put a value that begins with {client} in quotes: "{client}…"',
    ],
    [
      role('path: clients'),
      '3:11: client.role.path: found "clients"; allowed: / or a path such as /clients/',
    ],
    [
      role('path: /{client}/'),
      '3:11: client.role.path: found "/{client}/"; allowed: / or a path such as /clients/',
    ],
    [
      role(`path: /${'p'.repeat(21)}/`),
      `3:11: client.role.path: found "/${'p'.repeat(21)}/"; allowed: 64 characters for path and name together (path and role name come to 65 characters for a client name of 31; the console's Switch Role takes 64)`,
    ],
    [
      role(`name: "{client}${'x'.repeat(33)}"`),
      `3:11: client.role.name: found "{client}${'x'.repeat(33)}"; allowed: 64 characters for path and name together (path and role name come to 65 characters for a client name of 31; the console's Switch Role takes 64)`,
    ],
    [
      role('managedPolicies: AdministratorAccess'),
      '3:22: client.role.managedPolicies: found "AdministratorAccess"; allowed: a list of AWS managed policies',
    ],
    [
      role('managedPolicies: [a, "arn:aws:iam::123456789012:policy/b", 1]'),
      `3:26: client.role.managedPolicies[1]: found "arn:aws:iam::123456789012:policy/b"; allowed: ${policy}\n` +
        `3:64: client.role.managedPolicies[2]: found 1; allowed: ${policy}\n  put it in quotes: "1"`,
    ],
    [
      role('managedPolicies: [a, b, a]'),
      '3:29: client.role.managedPolicies[2]: found "a"; allowed: each policy once',
    ],
    [role('maxSession: 50000'), `3:17: client.role.maxSession: found 50000; allowed: ${session}`],
    [role('maxSession: 3599'), `3:17: client.role.maxSession: found 3599; allowed: ${session}`],
    [role('maxSession: 3600.5'), `3:17: client.role.maxSession: found 3600.5; allowed: ${session}`],
    [role('maxSession: .nan'), `3:17: client.role.maxSession: found .nan; allowed: ${session}`],
    [role('maxSession: 13h'), `3:17: client.role.maxSession: found "13h"; allowed: ${session}`],
    [role('maxSession: 59m'), `3:17: client.role.maxSession: found "59m"; allowed: ${session}`],
    [role('maxSession: long'), `3:17: client.role.maxSession: found "long"; allowed: ${session}`],
    [role('maxSession: [1]'), `3:17: client.role.maxSession: found a list; allowed: ${session}`],
    [role('requireMfa: yes'), '3:17: client.role.requireMfa: found "yes"; allowed: true or false'],
    [
      role('permissionsBoundary: a b'),
      `3:26: client.role.permissionsBoundary: found "a b"; allowed: ${policy}`,
    ],
    [
      role('tags: {version: 1.10}'),
      '3:21: client.role.tags.version: found 1.10; allowed: text of at most 256 letters, digits, spaces and _.:/=+-@\n  put it in quotes: "1.10"',
    ],
    [
      role('tags: {"a*": b}'),
      '3:12: client.role.tags["a*"]: found "a*"; allowed: tag keys of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws: or diverst:',
    ],
    [
      role('tags: {Diverst:client: b}'),
      '3:12: client.role.tags["Diverst:client"]: found "Diverst:client"; allowed: tag keys of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws: or diverst:',
    ],
    [
      role('tags: {Name: a, name: b}'),
      '3:11: client.role.tags: found a mapping; allowed: tag keys that differ by more than case, which IAM ignores',
    ],
    [role('tags: {constructor: a}'), '3:12: client.role.tags.constructor: this key cannot be used here'],
    [role('tags: [a]'), '3:11: client.role.tags: found a list; allowed: a mapping'],
    [
      'client:\n  roleArns:\n    acme: acme-production\n',
      '3:11: client.roleArns.acme: found "acme-production"; allowed: the ARN of the client\'s role, such as arn:aws:iam::123456789012:role/acme-production',
    ],
    [
      'client:\n  roleArns:\n    Acme: arn:aws:iam::111122223333:role/acme-production\n',
      '3:5: client.roleArns.Acme: found "Acme"; allowed: a client name has 3 to 31 characters: a–z, 0–9 and single hyphens, starting with a letter, ending with a letter or digit',
    ],
    [
      'client:\n  roleArns:\n    acme: arn:aws:iam::111122223333:role/globex-production\n',
      '3:11: client.roleArns.acme: found "arn:aws:iam::111122223333:role/globex-production"; allowed: the ARN of the client\'s role, such as arn:aws:iam::123456789012:role/acme-production (this one is of client globex)',
    ],
    [
      'client:\n  roleArns:\n    acme: arn:aws:iam::111122223333:role/OrganizationAccountAccessRole\n',
      '3:11: client.roleArns.acme: found "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole"; allowed: the ARN of the client\'s role, such as arn:aws:iam::123456789012:role/acme-production (this one is the access path for emergencies)',
    ],
    [
      'organization:\n  accessRole: Door\nclient:\n  roleArns:\n    acme: arn:aws:iam::111122223333:role/Door\n',
      '5:11: client.roleArns.acme: found "arn:aws:iam::111122223333:role/Door"; allowed: the ARN of the client\'s role, such as arn:aws:iam::123456789012:role/acme-production (this one is the access path for emergencies)',
    ],
    [
      'client: {roleArns: {constructor: a}}',
      '1:21: client.roleArns.constructor: this key cannot be used here',
    ],
    [
      'organization: {environments: [a]}\nenvironment: {accounts: [staging]}',
      '1:30: organization.environments: found a list; allowed: no value if environment.accounts is set, because this is its short form',
    ],
    [
      'environment: {accounts: [tools, ops]}',
      '1:25: environment.accounts: found a list; allowed: names of environments only (ops is organization.opsAccount)',
    ],
    [
      'environment: {accounts: [acme]}\nclient: {roleArns: {acme: arn:aws:iam::111122223333:role/acme-production}}',
      '1:25: environment.accounts: found a list; allowed: names of environments only (acme is a client by client.roleArns)',
    ],
    [
      'environment: {group: Production}',
      '1:22: environment.group: found "Production"; allowed: another group than organization.groups.production, which is for clients',
    ],
    [
      'environment: {role: {name: "{environment}-production"}}',
      '1:28: environment.role.name: found "{environment}-production"; allowed: a template whose names no client\'s role can have (client.role.name is {client}-production)',
    ],
    [
      'environment: {accounts: [Staging]}',
      '1:26: environment.accounts[0]: found "Staging"; allowed: an environment name has 3 to 31 characters: a–z, 0–9 and single hyphens, starting with a letter, ending with a letter or digit',
    ],
    [
      'environment:\n  roleArns:\n    staging: arn:aws:iam::111122223333:role/acme-production\n',
      '3:14: environment.roleArns.staging: found "arn:aws:iam::111122223333:role/acme-production"; allowed: the ARN of the environment\'s role, such as arn:aws:iam::123456789012:role/staging-environment (this one is of client acme)',
    ],
    [
      'client: []',
      '1:9: client: found a list; allowed: a mapping with the keys email, role, ci, roleArns, labels',
    ],
    [
      'client:\n',
      '1:8: client: found nothing; allowed: a mapping with the keys email, role, ci, roleArns, labels',
    ],
    ['just text', `1:1: found "just text"; allowed: a mapping with the keys ${top}`],
    ['[]', `1:1: found a list; allowed: a mapping with the keys ${top}`],
    [
      `region: ${'x'.repeat(100)}`,
      `1:9: region: found "${'x'.repeat(60)}…"; allowed: an AWS region such as eu-central-1`,
    ],
  ])('%j', (text, message) => {
    expect(messageOf(text).trim()).toBe(message);
  });

  test('are all reported at once, in the order of the file, with what each is', () => {
    const text = [
      'region: here',
      'unknown: 1',
      'client:',
      '  email: x',
      '  role:',
      '    maxSession: 1',
      '',
    ].join('\n');
    let caught: unknown;
    try {
      readConfig(text, '/project/c.yaml');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ConfigError);
    expect(caught).toMatchObject({
      file: '/project/c.yaml',
      problems: [
        {
          key: 'region',
          line: 1,
          column: 9,
          message: 'found "here"; allowed: an AWS region such as eu-central-1',
        },
        { key: 'unknown', line: 2, column: 1, message: `unknown key; allowed here: ${top}` },
        { key: 'client.email', line: 4, column: 10 },
        { key: 'client.role.maxSession', line: 6, column: 17, message: `found 1; allowed: ${session}` },
      ],
    });
  });

  test('past twenty are counted', () => {
    const text = Array.from({ length: 25 }, (_, index) => `zz${index}: 1`).join('\n');
    const lines = messageOf(text).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 5 more');
  });
});

describe('what is not YAML', () => {
  test.each([
    ['region: "eu\n', '2:1: this is not valid YAML: missing closing "quote'],
    ['region: a: b\n', '1:9: this is not valid YAML: nested mappings are not allowed in compact mappings'],
    [
      'a: [1, 2\nb: 3\n',
      '2:1: this is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['client:\n\temail: x\n', '2:1: this is not valid YAML: tabs are not allowed as indentation'],
    [
      'a: b: c\nregion: @x\n',
      '1:4: this is not valid YAML: nested mappings are not allowed in compact mappings\n2:9: this is not valid YAML: plain value cannot start with reserved character @',
    ],
    [
      'region: eu-west-1\n---\nregion: eu-west-1\n',
      '2:1: a second document begins here; the file can have only one',
    ],
    [
      role('name: {client}-production'),
      '3:19: this is not valid YAML: unexpected scalar at node end\n  put a value that begins with {client} in quotes: "{client}…"',
    ],
    ['"hunter2\\x"', '1:9: this is not valid YAML: invalid escape sequence \\x"'],
    ['a: }hunter2', '1:4: this is not valid YAML: unexpected flow-map-end token in YAML stream'],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  test.each([
    ['region: a\nregion: b\n', '2:1: region: the key is given twice, first on line 1'],
    [
      'client:\n  email: "{client}@example.com"\n\n  email: "{client}@example.org"\n',
      '4:3: client.email: the key is given twice, first on line 2',
    ],
    ['? [region]\n: b\n', '1:3: the key is not plain text'],
    ['region: &r eu-west-1\n', '1:12: region: anchors (&) are not allowed in this file'],
    ['region: !ref eu-west-1\n', '1:14: region: tags (!) are not allowed in this file'],
    ['region: *r\n', '1:9: region: aliases (*) are not allowed in this file; write the value instead'],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test('nesting that would exhaust the stack', () => {
    expect(messageOf('['.repeat(100_000))).toBe(' the file is nested more than 50 levels deep');
    expect(messageOf('- '.repeat(100_000))).toBe(' the file is nested more than 50 levels deep');
  });
});

describe('whatever the file holds', () => {
  const bits = fc.constantFrom(
    ...[
      'client',
      'role',
      'tags',
      'region',
      'email',
      '{client}',
      ': ',
      '\n',
      '\n  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ', ',
    ],
    ...[
      '"',
      "'",
      '#',
      '&a ',
      '*a',
      '!t ',
      '| ',
      '? ',
      '---\n',
      '%',
      '\t',
      '\r',
      '<<',
      '__proto__',
      '1',
      '~',
      'é',
    ],
  );

  test.each(['c.yaml', 'c.json'])('it is a configuration or a ConfigError (%s)', (file) => {
    const texts = fc.oneof(
      fc.array(bits, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.json({ maxDepth: 4 }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        // messageOf lets any other error through.
        expect(messageOf(text, file)).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['errors', '@\n'],
    ['unknown keys', 'a: 1\n'],
    ['broken lines', 'a: b: c\n'],
    ['comments', '#\n'],
  ])('many %s do not hang it', (_, line) => {
    expect(messageOf(line.repeat(30_000)).split('\n').length).toBeLessThan(50);
  });
});

describe('JSON', () => {
  test('problems have their lines too', () => {
    const text = '{\n\t"client": {\n\t\t"role": { "maxSession": 1 },\n\t\t"role": {}\n\t},\n\t"x": null\n}\n';
    expect(messageOf(text, 'c.json')).toBe(
      [
        `3:27: client.role.maxSession: found 1; allowed: ${session}`,
        '4:3: client.role: the key is given twice, first on line 3',
        `6:2: x: unknown key; allowed here: ${top}`,
      ].join('\n'),
    );
  });

  test.each([
    '# comment\n{}',
    "{'region': 'eu-west-1'}",
    '{"region": "eu-west-1",}',
    'region: eu-west-1',
    '',
  ])('YAML under the name of JSON is refused: %j', (text) => {
    expect(messageOf(text, 'c.json')).toMatch(
      /^(\d+:\d+:)? not JSON \(double quotes, no comments, no comma after the last item\)\n {2}to write YAML, name the file diverst\.config\.yaml$/,
    );
    expect(messageOf(text, 'c.yaml')).toBe('no error');
  });
});
