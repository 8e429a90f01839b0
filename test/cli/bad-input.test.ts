import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { awsTransport } from '../../src/aws/network/transport.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import {
  type CliOptions,
  mutations,
  runCli,
  type TestOrganization,
  testOrganization,
} from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'diverst-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function configFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const init = (...words: readonly string[]) => ['client', 'init', ...words, '--yes'];

interface Case {
  readonly argv: readonly string[];
  readonly code: number;
  /** Every one must be said. */
  readonly says: readonly string[];
  readonly edit?: (state: SandboxState) => void;
  readonly start?: 'empty';
  readonly options?: CliOptions;
}

function unit(state: SandboxState, name: string) {
  const found = Object.values(state.units).find((one) => one.name === name);
  if (!found) throw new Error(`no OU ${name}`);
  return found;
}

function account(state: SandboxState, name: string) {
  const found = Object.values(state.accounts).find((one) => one.name === name);
  if (!found) throw new Error(`no account ${name}`);
  return found;
}

/** Signs as somebody else than the sandbox's admin. */
function as(keys: (organization: TestOrganization) => { accessKeyId: string; secretAccessKey: string }) {
  return (organization: TestOrganization): CliOptions => ({
    openConnection: async () => {
      const { region, requestHandler } = organization.sandbox;
      return { profile: 'someone', transport: { credentials: keys(organization), region, requestHandler } };
    },
  });
}

async function check(
  { argv, code, says, edit, start, options }: Case,
  more?: (made: TestOrganization) => CliOptions,
) {
  const organization = testOrganization(start ? { start } : {});
  if (edit) organization.sandbox.edit(edit);
  const result = await runCli(organization, argv, { ...options, ...more?.(organization) });
  for (const text of says) expect(result.stderr).toContain(text);
  expect(result.code).toBe(code);
  expect(result.stdout).toBe('');
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(mutations(organization.sandbox)).toEqual([]);
}

describe('a name that breaks the rule', () => {
  it.each<[string, string]>([
    ['Acme Inc', 'did you mean acme-inc?'],
    ['ACME', 'did you mean acme?'],
    ['-acme', ''],
    ['acme-', 'did you mean acme?'],
    ['acme--corp', 'did you mean acme-corp?'],
    ['acme_corp', 'did you mean acme-corp?'],
    ['ac', ''],
    ['acme,globex', 'give one client, and run the command once for each of the others'],
    ['acme; globex', 'give one client, and run the command once for each of the others'],
    ['4cme', 'did you mean cme?'],
    ['Müller & Söhne', 'did you mean muller-sohne?'],
    ['a'.repeat(32), `did you mean ${'a'.repeat(31)}?`],
    ['', 'choose a name that follows this rule'],
    ['acme\u001b[2J', ''],
    ['顧客', 'choose a name that follows this rule'],
  ])('%j is refused with the rule and what is near', async (name, suggestion) => {
    const argv = ['client', 'init', '--yes', '--', name];
    await check({
      argv,
      code: 64,
      says: ['is not a client name', 'a client name has 3 to 31 characters', suggestion],
    });
  });
});

describe('an address that breaks AWS’s rules', () => {
  it.each<[string, string]>([
    ['no-at-sign', '@'],
    ['a@b', ''],
    ['two@@example.com', '@'],
    ['.dot@example.com', ''],
    ['spa ce@example.com', ''],
    ['a(b)@example.com', ''],
    ['ünï@example.com', ''],
    [`${'x'.repeat(60)}@example.com`, '64'],
    ['a@-example.com', ''],
    ['a@example..', ''],
  ])('%j is refused', async (email, says) => {
    await check({ argv: init('acme', '--email', email), code: 64, says: ['the email address', says] });
  });
});

describe('an option that makes no sense', () => {
  it.each<[readonly string[], readonly string[]]>([
    [init('acme', '--timeout', 'soon'), ['--timeout "soon" is not a duration from 1s to 24h']],
    [init('acme', '--timeout', '0s'), ['--timeout "0s"']],
    [init('acme', '--timeout', '25h'), ['--timeout "25h"']],
    [init('acme', '--profile', 'nobody'), ['the sandbox has no profile nobody', '--profile management']],
    [init('acme', 'globex'), ['diverst client init takes one argument, and 2 were given: acme globex']],
    [init(), ['diverst client init needs the name of the client', 'diverst client init NAME']],
    [
      init('acme', '--emial', 'a@b.example'),
      ['diverst client init has no option --emial', 'diverst client init acme --email a@b.example --yes'],
    ],
    [
      ['client', 'intt', 'acme'],
      ['diverst client has no command "intt"', 'did you mean:\n         diverst client init acme\n'],
    ],
    [
      ['cleint', 'init', 'acme'],
      ['diverst has no command "cleint"', 'did you mean:\n         diverst client init acme\n'],
    ],
    [
      ['client', 'init', 'acme'],
      ['it needs your confirmation', '--yes'],
    ],
    ...[['--format', 'jsno'], ['--format=jsno'], ['-f', 'jsno'], ['-fjsno']].map(
      (words): [readonly string[], readonly string[]] => {
        const meant = words.map((word) => word.replace('jsno', 'json')).join(' ');
        return [['org', 'audit', ...words], [`did you mean:\n         diverst org audit ${meant}\n`]];
      },
    ),
    [
      ['client', 'close', 'acme', '--yes', '--account-id', '111122223333', '--profile', 'management'],
      ['diverst --profile management client close acme --account-id 111122223333 --confirm acme\n'],
    ],
    [
      ['user', 'remove', 'kim', '--yes', '--revoke-sessions', '--profile', 'management'],
      ['diverst --profile management user remove kim --revoke-sessions --confirm kim\n'],
    ],
    [['client', 'terraform', 'a b', '--all'], ["diverst client terraform 'a b'\n"]],
    [['client', 'console', 'a b', '--sandbox'], ["diverst --sandbox client exec 'a b' -- COMMAND\n"]],
    [['client', 'init', 'acme', '--\u001b[2J'], ['has no option --\\u001b[2J']],
    [['sandbox', 'serve', '--port', 'x'], ['--port "x" is not a port']],
    [['sandbox', 'env', '--port', '0'], ['--port "0" is not a port']],
  ])('%j', async (argv, says) => {
    await check({ argv, code: 64, says });
  });
});

describe('a configuration that cannot be used', () => {
  it.each<[string, string, readonly string[]]>([
    ['unknown-key.yaml', 'clinet:\n  email: a\n', ['unknown-key.yaml:1:1', 'clinet', 'did you mean client?']],
    [
      'wrong-value.yaml',
      'client:\n  role:\n    maxSession: 13h\n',
      ['wrong-value.yaml:3:17', 'client.role.maxSession', '3600 to 43200'],
    ],
    ['no-client.yaml', 'client:\n  email: aws@example.com\n', ['client.email', '{client}']],
    ['broken.yaml', 'client: [\n', ['broken.yaml:']],
    ['broken.json', '{"client": }', ['broken.json:']],
  ])('%s is refused with key, place and what is allowed', async (name, text, says) => {
    await check({
      argv: init('acme', '--config', configFile(name, text)),
      code: 64,
      says: ['the configuration cannot be used', ...says],
    });
  });

  it('a file that does not exist is named', async () => {
    await check({ argv: init('acme', '--config', join(folder, 'none.yaml')), code: 64, says: ['none.yaml'] });
  });

  it('a template that gives no address for this client is named', async () => {
    const file = configFile('long.yaml', `client:\n  email: "${'x'.repeat(25)}+{client}@example.com"\n`);
    await check({
      argv: init('a'.repeat(31), '--config', file),
      code: 64,
      says: ['the email template', 'client.email'],
    });
  });
});

describe('a caller who must not do it', () => {
  const rootUser = (organization: TestOrganization) => {
    const { sandbox } = organization;
    sandbox.edit((state) => {
      state.accessKeys['AKIAROOTUSERROOTUSER'] = {
        id: 'AKIAROOTUSERROOTUSER',
        secretAccessKey: 'secret',
        accountId: state.managementAccountId,
        createdAt: 0,
        status: 'Active',
      };
    });
    return { accessKeyId: 'AKIAROOTUSERROOTUSER', secretAccessKey: 'secret' };
  };
  const opsUser = ({ sandbox }: TestOrganization) => {
    if (!sandbox.profiles.ops) throw new Error('no ops user');
    return sandbox.profiles.ops;
  };

  it('the root user is told why', async () => {
    await check(
      { argv: init('acme'), code: 1, says: ['you are the root user of account', 'assume a role'] },
      as(rootUser),
    );
  });

  it('a user of a member account is told the management account', async () => {
    const says = ['is a member of organization o-', 'not its management account', '--profile NAME'];
    const edit = (state: SandboxState) => {
      const ops = account(state, 'Ops');
      const user = state.iam[ops.id]?.users['ops-user'];
      const document =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
      if (user) user.inline = { all: { document, effectiveAt: 0 } };
    };
    await check({ argv: init('acme'), code: 1, says, edit }, as(opsUser));
  });

  it('a user without rights is told which one is missing', async () => {
    await check(
      {
        argv: init('acme'),
        code: 1,
        says: [
          'you are not allowed to read the organization',
          'organizations:DescribeOrganization',
          '--profile',
        ],
      },
      as(opsUser),
    );
  });

  it('a key that AWS does not know', async () => {
    const unknown = () => ({ accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' });
    await check(
      { argv: init('acme'), code: 1, says: ['AWS does not know the access key', 'code: '] },
      as(unknown),
    );
  });

  it('a secret that does not fit', async () => {
    const wrong = ({ sandbox }: TestOrganization) => ({
      ...sandbox.profiles.management,
      secretAccessKey: 'wrong',
    });
    await check({ argv: init('acme'), code: 1, says: ['does not belong to the access key'] }, as(wrong));
  });

  it('credentials that have expired', async () => {
    const organization = testOrganization();
    const expired = {
      kind: 'error',
      code: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    } as const;
    organization.sandbox.faults.add({ service: 'sts', operation: 'GetCallerIdentity', fault: expired });
    const { code, stderr } = await runCli(organization, init('acme'));
    expect(code).toBe(1);
    expect(stderr).toContain('the credentials have expired');
    expect(stderr).toContain('aws sso login');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('no credentials at all', async () => {
    const none = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    };
    const options = ({ sandbox }: TestOrganization): CliOptions => ({
      openConnection: async () => ({
        profile: 'default',
        transport: { credentials: none, region: sandbox.region, requestHandler: sandbox.requestHandler },
      }),
    });
    await check(
      { argv: init('acme'), code: 1, says: ['no AWS credentials were found', '--profile NAME', '--sandbox'] },
      options,
    );
  });

  it('no region', async () => {
    const options: CliOptions = {
      openConnection: async () => {
        const transport = await awsTransport({
          region: null,
          env: process.env,
          chain: null,
          mfaCode: async () => '',
        });
        return {
          profile: 'default',
          transport: { ...transport, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
        };
      },
    };
    const saved = { ...process.env };
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name];
    process.env.AWS_CONFIG_FILE = join(folder, 'no-config');
    try {
      await check({
        argv: init('acme'),
        code: 1,
        says: ['no AWS region is configured', '--region us-east-1'],
        options,
      });
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
      Object.assign(process.env, saved);
    }
  });
});

describe('an organization that is not as it should be', () => {
  it.each<[string, Case]>([
    [
      'there is none',
      {
        argv: init('acme'),
        start: 'empty',
        code: 1,
        says: ['is not part of an organization yet', 'diverst org init'],
      },
    ],
    [
      'the OU Envs is missing',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          unit(state, 'Envs').name = 'Environments';
        },
        says: [
          'the organization root has no OU Envs',
          'It contains',
          '"Environments"',
          'create the OU:\n         diverst org init',
          'organization.units',
        ],
      },
    ],
    [
      'the OU Production is missing',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          unit(state, 'Production').name = 'Prod\u001b[2J';
        },
        says: [
          'the OU Envs has no OU Production',
          'create the OU:\n         diverst org init',
          'Prod\\u001b[2J',
        ],
      },
    ],
    [
      'Ops is missing',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          account(state, 'Ops').name = 'Other';
        },
        says: ['there is no account Ops', 'organization.opsAccount'],
      },
    ],
    [
      'Ops is elsewhere',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          account(state, 'Ops').parentId = state.organization?.rootId ?? '';
        },
        says: ['is not in the OU Users', 'aws organizations move-account --account-id'],
      },
    ],
    [
      'Ops is suspended',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          account(state, 'Ops').state = 'SUSPENDED';
        },
        says: ['the account Ops', 'is SUSPENDED'],
      },
    ],
    [
      'the group is missing',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          delete state.iam[account(state, 'Ops').id]?.groups.production;
        },
        says: ['has no IAM group production', 'create the group:\n         diverst org init'],
      },
    ],
    [
      'Ops cannot be entered',
      {
        argv: init('acme'),
        code: 1,
        edit: (state) => {
          const { id } = account(state, 'Ops');
          const iam = state.iam[id];
          if (iam) iam.roles = {};
          const ops = account(state, 'Ops');
          Object.assign(ops, { joinedMethod: 'INVITED', joinedAt: 0 });
        },
        says: ['account Ops', 'cannot be read or changed', 'An account that was invited'],
      },
    ],
    [
      'the name belongs to the management account',
      {
        argv: init('management'),
        code: 1,
        says: ['management (', 'is the management account, not a client'],
      },
    ],
    [
      'the name is that of Ops',
      {
        argv: init('ops'),
        code: 1,
        says: ['Ops (', 'is the account of Ops, not a client', 'choose another client name'],
      },
    ],
    [
      'the address belongs to another account',
      {
        argv: init('acme', '--email', 'MANAGEMENT@example.com'),
        code: 1,
        says: ['is the management account, not a client', 'It has the email address management@example.com'],
      },
    ],
  ])('%s', async (_name, one) => {
    await check(one);
  });
});
