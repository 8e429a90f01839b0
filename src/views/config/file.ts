/** The answers that a new configuration file is written with; null where a key stays a comment. */
export interface FirstSettings {
  /** Template with `{client}` in it. */
  readonly email: string;
  readonly profiles: { readonly management: string | null; readonly ops: string | null };
  readonly region: string | null;
  readonly requireMfa: boolean;
}

const page = 'https://github.com/diverst/diverst/blob/main/docs/configuration.md';

/**
 * A new configuration file: what was answered, and the other keys as comments with their defaults. A comment that begins
 * with a key in lower case becomes a setting when its `#` is removed; sentences begin with a capital letter.
 * @param schema path of the JSON Schema from where the file is; null for none
 */
export function configFileText(settings: FirstSettings, schema: string | null): string {
  const { email, region, requireMfa } = settings;
  const lines = [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
    '# Configuration of diverst. Share this file with your team: it contains no secrets.',
    '# Lines such as "# key: value" show defaults and examples. Remove the # to set a key.',
    '# Show the values in use: diverst config show',
    `# All keys: ${page}`,
    '',
    ...profileLines(settings.profiles),
    '',
    '# Region of the credentials of clients, and of the CloudTrail trail.',
    region === null ? '# region: eu-central-1' : `region: ${scalar(region)}`,
    '',
    'client:',
    "  # Email address of each new client account. {client} stands for the client's name.",
    '  # AWS accepts each address only once. Anyone who reads the mailbox can reset the root password.',
    `  email: ${JSON.stringify(email)}`,
    '  role:',
    ...(requireMfa
      ? [
          '    # People must sign in with MFA to work in a client. Every person needs an MFA device first.',
          '    # If you have clients already, "diverst org repair" changes their roles.',
        ]
      : [
          '    # With true, people must sign in with MFA to work in a client. Every person needs a device first.',
        ]),
    `    requireMfa: ${requireMfa}`,
    '    # maxSession: 1h',
    '    # managedPolicies: [AdministratorAccess]',
    '    # permissionsBoundary: null',
    '    # With true, AWS refuses a session that does not carry the name of the IAM user.',
    '    # requireSourceIdentity: false',
    '  # Labels choose clients: diverst client exec --label tier=gold -- COMMAND',
    '  # labels: { acme: { tier: gold } }',
    '',
    '# Names in the organization. Change them before the first "diverst org init".',
    '# organization:',
    '#   units: { users: Users, environments: Envs, production: Production }',
    '#   opsAccount: Ops',
    '#   opsEmail: null',
    '#   groups: { admin: admin, production: production, people: people }',
    '#   accountQuota: null',
    '',
    '# Accounts that are not for one client, such as staging. Without this section, diverst expects none.',
    '# environment:',
    '#   accounts: [staging, tools]',
    '#   email: "aws+{environment}@example.com"',
    '#   group: environments',
    '#   role: { requireMfa: true }',
    '',
    '# IAM users of Ops. Use "people: false" if people come from IAM Identity Center.',
    '# people: { accessKeys: false, maxKeyAge: 90, unusedAfter: 90 }',
    '',
    '# The CloudTrail trail of the organization. Use "trail: false" if you manage it elsewhere.',
    '# trail: { name: diverst-organization, account: null }',
    '',
    '# What AWS denies in member accounts, whatever their own policies allow.',
    '# guardrails: { enabled: [leave, root-user, roles, lateral, outsiders] }',
    '',
    '# Findings that "diverst org audit" does not report, each with a reason and an expiry date.',
    '# audit: { ignore: [] }',
  ];
  return `${lines.join('\n')}\n`;
}

function profileLines({ management, ops }: FirstSettings['profiles']): readonly string[] {
  const isSet = management !== null || ops !== null;
  const row = (key: string, name: string | null, example: string) =>
    name === null ? `${isSet ? '  # ' : '#   '}${key}: ${example}` : `  ${key}: ${scalar(name)}`;
  return [
    '# AWS profiles of ~/.aws/config. Never write credentials into this file.',
    isSet ? 'profiles:' : '# profiles:',
    `${isSet ? '  ' : ''}# Profile of the management account: "diverst org ...", "diverst user ...", "diverst client init".`,
    row('management', management, 'management'),
    `${isSet ? '  ' : ''}# Profile of your IAM user in Ops: "diverst client assume", "exec", "list".`,
    row('ops', ops, 'ops'),
  ];
}

/** A text as YAML reads it back, in quotes if it could be read as something else. */
function scalar(text: string): string {
  const isPlain = /^[a-z][\w.@-]*$/i.test(text) && !/^(null|true|false|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
