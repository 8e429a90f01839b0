import type { HelpRow } from './help-page.ts';

/** A page of `diverst help` that is about no command. */
export interface HelpTopic {
  /** As it is typed after `diverst help`. */
  readonly name: string;
  readonly summary: string;
  readonly text: readonly string[];
  readonly sections: readonly { readonly title: string; readonly rows: readonly HelpRow[] }[];
  /** A last paragraph. */
  readonly more?: string;
}

export const exitCodesTopic: HelpTopic = {
  name: 'exit-codes',
  summary: 'the exit codes of commands',
  text: ['What a script can conclude from the exit code of diverst:'],
  sections: [
    {
      title: 'Every command:',
      rows: [
        ['0', 'The command succeeded. org audit: no finding at or above --fail-on. doctor: no problem.'],
        [
          '1',
          'The command failed. doctor: a problem. client exec for several clients: the command failed in one.',
        ],
        ['4', 'You declined. Nothing was changed.'],
        ['64', 'The command line or the configuration is wrong. Nothing was started.'],
        ['130', 'You interrupted the command. The message shows the command that continues.'],
      ],
    },
    {
      title: 'org audit, org report and org repair:',
      rows: [
        ['2', 'org audit: a finding at or above --fail-on; with --since, a new one.'],
        ['3', 'diverst could not audit an account or a part of the organization.'],
      ],
    },
    {
      title: 'client exec and env exec, for one account:',
      rows: [
        ['N', 'The exit code of the command that ran.'],
        ['126, 127', 'The command could not be run, or was not found.'],
        ['128+N', 'Signal N ended the command.'],
      ],
    },
  ],
};

/** The variables by which a system names folders of its users. */
interface FolderVariables {
  readonly caches: string;
  readonly states: string;
}

export const environmentSummary = 'the environment variables that diverst reads and sets';

export const environmentTopic = ({ caches, states }: FolderVariables): HelpTopic => ({
  name: 'environment',
  summary: environmentSummary,
  text: ['An option on the command line has priority over a variable.'],
  sections: [
    {
      title: 'AWS:',
      rows: [
        [
          'AWS_PROFILE, AWS_DEFAULT_PROFILE',
          'The AWS profile that signs, if neither --profile nor the configuration names one.',
        ],
        [
          'AWS_REGION, AWS_DEFAULT_REGION',
          'The region, if neither --region nor the configuration names one.',
        ],
        [
          'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN',
          'Keys that sign if no profile is named.',
        ],
        ['AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_ENDPOINT_URL, …', 'As the AWS SDKs read them.'],
        ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The proxy, as the AWS CLI reads them.'],
        ['AWS_CA_BUNDLE', 'A PEM file with the certificate authorities to trust.'],
      ],
    },
    {
      title: 'diverst:',
      rows: [
        ['DIVERST_MFA_PROCESS', 'A command that prints an MFA code. diverst runs it instead of asking you.'],
        ['DIVERST_PLAIN', '1 is the same as --plain.'],
        ['DIVERST_SANDBOX', '1 is the same as --sandbox.'],
        ['DIVERST_SANDBOX_STATE', 'The file of the sandbox, if --sandbox-state does not name one.'],
        ['DIVERST_SANDBOX_LATENCY', '0 removes the seconds that a creation takes in the sandbox.'],
      ],
    },
    {
      title: 'Set by assume and exec, for clients and for environments:',
      rows: [
        [
          'DIVERST_CLIENT, DIVERST_ENVIRONMENT',
          'The client or the environment whose credentials are set. client exec refuses to run a command for another one.',
        ],
        ['DIVERST_EXPIRES', 'When the credentials expire, in seconds since 1970 (UTC), for a prompt.'],
        [
          'DIVERST_BASE',
          'The profile, the region and the key ID that were set before. It holds no secret. diverst signs with this profile, and uses this region.',
        ],
      ],
    },
    {
      title: 'Output and files:',
      rows: [
        [
          'NO_COLOR, FORCE_COLOR',
          'No color and no animation, or color even if the output is not a terminal.',
        ],
        ['TERM', 'dumb: no color, no animation, and numbered choices.'],
        [
          'SHELL',
          'The shell that client exec NAME starts; on Windows PowerShell or Git Bash if it runs diverst, otherwise ComSpec.',
        ],
        [[...new Set([caches, states])].join(', '), 'The folders for cached sessions and for the sandbox.'],
      ],
    },
  ],
});

export const configurationTopic: HelpTopic = {
  name: 'configuration',
  summary: 'the configuration file and its keys',
  text: [
    'diverst reads the first diverst.config.yaml, diverst.config.yml or diverst.config.json that it finds in the working ' +
      'directory or in a parent directory. --config FILE names another file. Every key except client.email has a default: ' +
      'set client.email, or use --email. An unknown key is an error.',
  ],
  sections: [
    {
      title: 'Keys, and their defaults:',
      rows: [
        ['profiles.management', 'AWS profile for org, user and client init'],
        ['profiles.ops', 'AWS profile of your user in Ops, for daily work'],
        ['region', 'AWS region'],
        ['organization.units.*', 'OU names: users (Users), environments (Envs), production (Production)'],
        ['organization.opsAccount', 'account with the IAM users of people (Ops)'],
        ['organization.opsEmail', 'its email address'],
        ['organization.environments', 'short form of environment.accounts'],
        ['organization.accountQuota', 'how many accounts the organization is allowed to have'],
        ['organization.adminPolicies', 'policies of the admins’ group ([AdministratorAccess])'],
        ['organization.accessRole', 'role of the management account (OrganizationAccountAccessRole)'],
        ['organization.centralRootAccess', 'manage members’ root credentials centrally (true)'],
        ['organization.delegatedAdministrators', 'accounts that administer AWS services'],
        ['organization.groups.*', 'group names: admin, production, people'],
        ['client.email', 'email template: aws+{client}@example.com'],
        [
          'client.role.*',
          'name ({client}-production), path (/), managedPolicies ([AdministratorAccess]), maxSession (1h), requireMfa ' +
            '(false), requireSourceIdentity (false), permissionsBoundary, tags',
        ],
        ['client.ci', 'CI roles: subject, managedPolicies, issuer, audience, role, maxSession'],
        ['client.roleArns', 'roles by client, if members cannot read their groups'],
        ['client.labels', 'labels by client: { acme: { tier: gold } }'],
        ['environment.accounts', 'names of the environments: [staging, tools]'],
        ['environment.group', 'group of Ops for environments (environments)'],
        ['environment.*', 'email, role, ci, roleArns and labels, as for client'],
        ['people.*', 'accessKeys (false), maxKeyAge (90), unusedAfter (90); or people: false'],
        ['trail.*', 'name, account, bucket; or trail: false'],
        ['guardrails.*', 'enabled, reach, hubs, vendors, issuers; or guardrails: false'],
        ['audit.ignore', 'findings that are accepted, each with a reason and an expiry date'],
        ['costs.*', 'ask (true), metric (unblended)'],
        ['$schema', 'a JSON Schema, for your editor'],
      ],
    },
  ],
  more: 'The page docs/configuration.md explains every key. The package contains a JSON Schema for editors.',
};

/** What is on disk. */
export const files: readonly HelpRow[] = [
  [
    'diverst.config.yaml, diverst.config.yml, diverst.config.json',
    'The configuration, in the working directory or in a parent directory.',
  ],
  [
    '~/.aws/config, ~/.aws/credentials',
    'AWS profiles. client profile --write writes a marked block to the first file.',
  ],
  ['~/.cache/diverst/', 'Cached sessions, readable only by you. client leave removes those of a client.'],
  ['~/.local/state/diverst/sandbox.json', 'The sandbox. sandbox reset replaces it with a new one.'],
];
