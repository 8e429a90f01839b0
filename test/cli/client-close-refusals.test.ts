import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { delegate } from '../audit/drifts/delegation.ts';
import { addUnit, documentOf, use } from '../audit/edits.ts';
import { type CliOptions, mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { madeClients } from '../support/made-clients.ts';
import { accountOf, groupOf, iamOf, idOf } from '../support/state.ts';

/** One attempt to make it close what it must not. */
interface Attempt {
  readonly name: string;
  /** What is different in the organization before. */
  readonly given?: (state: SandboxState) => void;
  /** The words after `client close`; `--confirm` with the name unless given. */
  readonly words?: (state: SandboxState) => readonly string[];
  readonly config?: string;
  readonly prepare?: (organization: TestOrganization) => void;
  readonly options?: CliOptions;
  /** What happens while the person is asked, who then types the name. */
  readonly meanwhile?: (state: SandboxState) => void;
  readonly code?: number;
  readonly says: string | RegExp;
}

const folder = mkdtempSync(join(tmpdir(), 'diverst-close-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const confirmed = (name: string) => () => [name, '--confirm', name];
const withId = (name: string, idOfName: string) => (state: SandboxState) => [
  ...confirmed(name)(),
  '--account-id',
  idOf(state, idOfName),
];
const change = (parts: Partial<SandboxState['accounts'][string]>) => (state: SandboxState) => {
  Object.assign(accountOf(state, 'acme'), parts);
};
const unit = (state: SandboxState, name: string) =>
  Object.values(state.units).find((one) => one.name === name)?.id ?? '';
const copy = (state: SandboxState, parts: Partial<SandboxState['accounts'][string]>) => {
  const id = '999988887777';
  state.accounts[id] = { ...accountOf(state, 'acme'), id, email: 'other@example.com', tags: {}, ...parts };
};
const grant = (state: SandboxState, name: string, arn: string) => {
  groupOf(state).inline[name] = { document: documentOf(use(arn)), effectiveAt: 0 };
};

const deny = (sandbox: TestOrganization['sandbox'], operation: string) =>
  sandbox.faults.add({ operation, times: 100, fault: { kind: 'error', code: 'AccessDenied', status: 403 } });

const attempts: readonly Attempt[] = [
  // The accounts that everything rests on.
  { name: 'the management account', words: confirmed('management'), says: 'is the management account' },
  { name: 'Ops', words: confirmed('ops'), says: 'is the account of Ops' },
  {
    name: 'the management account by its ID',
    words: withId('acme', 'management'),
    says: 'is the management account',
  },
  { name: 'Ops by its ID', words: withId('acme', 'Ops'), says: 'is the account of Ops' },
  {
    name: 'an Ops that was renamed like a client',
    given: (state) =>
      Object.assign(accountOf(state, 'acme'), { name: 'Ops', parentId: unit(state, 'Users') }),
    words: confirmed('ops'),
    says: /Ops/,
  },
  {
    name: 'an environment of the configuration',
    config: 'environment: {accounts: [staging]}\n',
    prepare: (organization) => environmentIn(organization, 'staging'),
    words: confirmed('staging'),
    code: 64,
    says: 'staging is an environment, not a client',
  },
  {
    name: 'an environment that no configuration names',
    prepare: (organization) => environmentIn(organization, 'staging'),
    words: confirmed('staging'),
    says: /tag diverst|not in the OU Envs\/Production/,
  },
  {
    name: 'an environment that was moved among the clients',
    config: 'environment: {accounts: [tools]}\n',
    prepare: (organization) => {
      environmentIn(organization, 'staging');
      organization.sandbox.edit((state) => {
        Object.assign(accountOf(state, 'staging'), {
          ...{ parentId: unit(state, 'Production'), tags: { 'diverst:client': 'staging' } },
        });
      });
    },
    words: confirmed('staging'),
    says: 'the account staging',
  },
  {
    name: 'an environment that the configuration names in its short form',
    config: 'organization: {environments: [acme]}\n',
    code: 64,
    says: 'acme is an environment, not a client',
  },
  // Another place.
  {
    name: 'an account in the root',
    given: (state) => change({ parentId: state.organization?.rootId ?? '' })(state),
    says: 'is not in the OU Envs/Production',
  },
  {
    name: 'an account in the OU for users',
    given: (state) => change({ parentId: unit(state, 'Users') })(state),
    says: 'is not in the OU Envs/Production',
  },
  {
    name: 'an account among the environments',
    given: (state) => change({ parentId: unit(state, 'Envs') })(state),
    says: 'is not in the OU Envs/Production',
  },
  {
    name: 'an account in an OU below the one for clients',
    given: (state) => change({ parentId: addUnit(state, 'Old', unit(state, 'Production')) })(state),
    says: 'is not in the OU Envs/Production',
  },
  // Another account.
  { name: 'nothing of that name', words: confirmed('acmee'), says: 'did you mean acme?' },
  {
    name: 'the ID of another client',
    words: withId('acme', 'globex'),
    says: 'has the name "globex", not acme',
  },
  {
    name: 'an ID that no account has',
    words: () => ['acme', '--confirm', 'acme', '--account-id', '123456789012'],
    code: 64,
    says: 'the organization has no account 123456789012',
  },
  {
    name: 'something that is no ID',
    words: () => ['acme', '--confirm', 'acme', '--account-id', 'acme'],
    code: 64,
    says: 'is not the ID of an AWS account',
  },
  {
    name: 'one of two accounts of the name',
    given: (state) => copy(state, {}),
    says: '2 accounts have the name acme',
  },
  {
    name: 'one of two accounts of the name, by its ID',
    given: (state) => copy(state, {}),
    words: withId('acme', 'acme'),
    says: '2 accounts have the name acme',
  },
  {
    name: 'one of two accounts whose names differ by case',
    given: (state) => copy(state, { name: 'ACME' }),
    says: '2 accounts have the name acme',
  },
  {
    name: 'an account whose name has other letters in upper case',
    given: change({ name: 'Acme' }),
    says: 'has the name "Acme", not acme',
  },
  {
    name: 'an account that is tagged as another client’s',
    given: change({ tags: { 'diverst:client': 'globex' } }),
    says: 'Its tag diverst:client names client globex',
  },
  {
    name: 'the same by its ID',
    given: change({ tags: { 'diverst:client': 'globex' } }),
    words: withId('acme', 'acme'),
    says: 'Its tag diverst:client names client globex',
  },
  {
    name: 'an account that is tagged as an environment',
    given: change({ tags: { 'diverst:client': 'acme', 'diverst:environment': 'acme' } }),
    words: withId('acme', 'acme'),
    says: 'names environment acme',
  },
  { name: 'an account without a tag', given: change({ tags: {} }), says: 'It has no tag diverst:client' },
  {
    name: 'an account of another address',
    given: change({ email: 'it@acme.example' }),
    says: 'Its address is it@acme.example',
  },
  {
    name: 'an account with the address of another client',
    given: change({ email: 'aws+initech@example.com', tags: {} }),
    words: withId('acme', 'acme'),
    says: 'its address aws+initech@example.com belongs to client initech',
  },
  {
    name: 'an account in which another client’s role is granted',
    given: (state) => grant(state, 'old', `arn:aws:iam::${idOf(state, 'acme')}:role/initech-production`),
    words: withId('acme', 'acme'),
    says: 'the role of client initech',
  },
  {
    name: 'a namesake of the client’s account, which was renamed',
    given: (state) => {
      const own = accountOf(state, 'acme');
      copy(state, { name: 'acme', email: 'aws+acme@example.com', tags: { 'diverst:client': 'acme' } });
      Object.assign(own, { name: 'acme-old', email: 'old@example.com' });
    },
    words: withId('acme', 'acme'),
    says: 'in another account: acme-old',
  },
  {
    name: 'an account with an address that looks like another client’s',
    given: change({ email: 'aws+initech@example.com' }),
    says: 'Its address is aws+initech@example.com',
  },
  // Names that look alike.
  {
    name: 'a Cyrillic а',
    words: () => ['аcme', '--confirm', 'аcme'],
    code: 64,
    says: 'is not a client name',
  },
  {
    name: 'full-width letters',
    words: () => ['ａcme', '--confirm', 'acme'],
    code: 64,
    says: 'is not a client name',
  },
  {
    name: 'a space of no width',
    words: () => ['ac\u200bme', '--confirm', 'acme'],
    code: 64,
    says: 'is not a client name',
  },
  { name: 'upper case', words: () => ['ACME', '--confirm', 'acme'], code: 64, says: 'did you mean acme?' },
  {
    name: 'a space behind it',
    words: () => ['acme ', '--confirm', 'acme'],
    code: 64,
    says: 'is not a client name',
  },
  // Consent.
  { name: '--yes by itself', words: () => ['acme', '--yes'], code: 64, says: '--yes is not enough' },
  {
    name: '--yes in a dry run',
    words: () => ['acme', '--yes', '--dry-run'],
    code: 64,
    says: '--yes is not enough',
  },
  {
    name: '--confirm with another client’s name',
    words: () => ['acme', '--confirm', 'globex'],
    code: 64,
    says: 'does not match the name of the client',
  },
  {
    name: '--yes and --confirm with another name',
    words: () => ['acme', '--yes', '--confirm', 'ACME'],
    code: 64,
    says: 'does not match the name of the client',
  },
  { name: 'nobody to ask', words: () => ['acme'], code: 64, says: 'add --confirm acme' },
  {
    name: 'another name typed',
    words: () => ['acme'],
    options: { typed: 'globex' },
    code: 4,
    says: 'declined',
  },
  { name: 'a yes typed', words: () => ['acme'], options: { typed: 'yes' }, code: 4, says: 'declined' },
  { name: 'nothing typed', words: () => ['acme'], options: { typed: '' }, code: 4, says: 'declined' },
  // A plan that is not true any more.
  { name: 'renamed meanwhile', meanwhile: change({ name: 'initech' }), says: 'Its name was "acme"' },
  {
    name: 'moved meanwhile',
    meanwhile: (state) => change({ parentId: unit(state, 'Envs') })(state),
    says: 'Its OU was',
  },
  {
    name: 'another address meanwhile',
    meanwhile: change({ email: 'it@initech.example' }),
    says: 'Its email address was',
  },
  { name: 'another tag meanwhile', meanwhile: change({ tags: {} }), says: 'Its tags was' },
  {
    name: 'a delegated administrator meanwhile',
    meanwhile: (state) => delegate(state, idOf(state, 'acme'), 'guardduty.amazonaws.com'),
    says: 'deregister-delegated-administrator',
  },
  {
    name: 'the keeper of log files meanwhile',
    meanwhile: (state) => {
      for (const bucket of Object.values(state.buckets ?? {}))
        Object.assign(bucket, { accountId: idOf(state, 'acme') });
    },
    says: 'writes into its bucket',
  },
  { name: 'suspended meanwhile', meanwhile: change({ state: 'SUSPENDED' }), says: 'is now "SUSPENDED"' },
  {
    name: 'another account of the name in its place meanwhile',
    meanwhile: (state) => {
      copy(state, {});
      Object.assign(state.accounts[idOf(state, 'acme')] ?? {}, { name: 'acme-old' });
    },
    says: 'Its name was "acme"',
  },
  // States.
  { name: 'a suspended account', given: change({ state: 'SUSPENDED' }), says: 'is SUSPENDED' },
  {
    name: 'an account that is not active yet',
    given: change({ state: 'PENDING_ACTIVATION' }),
    says: 'is PENDING_ACTIVATION',
  },
  // What others need.
  {
    name: 'a delegated administrator',
    given: (state) => delegate(state, idOf(state, 'acme'), 'guardduty.amazonaws.com'),
    says: 'deregister-delegated-administrator',
  },
  {
    name: 'the account that the configuration lets keep the log files',
    config: 'trail: {account: acme}\n',
    says: 'names this account as trail.account',
  },
  {
    name: 'the account whose bucket a trail writes into',
    given: (state) => {
      for (const bucket of Object.values(state.buckets ?? {}))
        Object.assign(bucket, { accountId: idOf(state, 'acme') });
    },
    says: 'writes into its bucket',
  },
  {
    name: 'the account whose bucket a trail writes into, and whose policy denies all else',
    given: (state) => {
      for (const bucket of Object.values(state.buckets ?? {}))
        Object.assign(bucket, { accountId: idOf(state, 'acme') });
    },
    prepare: ({ sandbox }) => void deny(sandbox, 'GetBucketPolicy'),
    says: 'writes into its bucket',
  },
  {
    name: 'an account that does not let its buckets be listed',
    prepare: ({ sandbox }) => void deny(sandbox, 'ListBuckets'),
    says: 'could not find out whether account acme',
  },
  {
    name: 'a grant among other things that a managed policy says',
    given: (state) => {
      const arn = `arn:aws:iam::${idOf(state, 'Ops')}:policy/mixed`;
      const document = documentOf(use(`arn:aws:iam::${idOf(state, 'acme')}:role/acme-production`), {
        ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      });
      iamOf(state, 'Ops').policies[arn] = {
        ...{ arn, name: 'mixed', id: 'ANPAAAAAAAAAAAAAAAAAA', path: '/', description: '', tags: {} },
        ...{ createdAt: 0, updatedAt: 0, defaultVersionId: 'v1', nextVersion: 2 },
        versions: [{ id: 'v1', createdAt: 0, document, effectiveAt: 0 }],
      };
      groupOf(state).attached.push(arn);
    },
    says: 'policy mixed of group production grants',
  },
  // Another caller.
  {
    name: 'somebody of Ops',
    words: () => ['acme', '--confirm', 'acme', '--profile', 'ops'],
    says: /you are not allowed to read the organization|is a member of organization/,
  },
  {
    name: 'an organization without all features',
    given: (state) => Object.assign(state.organization ?? {}, { featureSet: 'CONSOLIDATED_BILLING' }),
    says: 'all features',
  },
];

describe('client close refuses, and changes nothing', () => {
  it.each(attempts)('$name', async (attempt) => {
    const { given, words, config, prepare, options, meanwhile, code = 1, says } = attempt;
    const organization = await madeClients({ rates: false });
    const { sandbox, clock } = organization;
    clock.advance(10 * 24 * 60 * 60_000);
    if (given) sandbox.edit((state) => void given(state));
    prepare?.(organization);
    const file = join(folder, 'diverst.config.yaml');
    if (config) writeFileSync(file, config);
    const asked: CliOptions = meanwhile
      ? { typed: 'acme', whileAsked: () => sandbox.edit((state) => void meanwhile(state)) }
      : {};
    const line = words ?? (meanwhile ? () => ['acme'] : confirmed('acme'));
    const argv = ['client', 'close', ...line(sandbox.state()), ...(config ? ['--config', file] : [])];
    const before = structuredClone(sandbox.state().iam);
    const result = await runCli(organization, argv, { ...asked, ...options });
    expect(result.stderr).toMatch(says);
    expect(result.code, result.stderr).toBe(code);
    expect(mutations(sandbox)).toEqual([]);
    expect(sandbox.calls.map(({ operation }) => operation)).not.toContain('CloseAccount');
    expect(sandbox.state().iam).toEqual(before);
    if (code === 64 && /--yes|--confirm "/.test(result.stderr)) expect(sandbox.calls).toEqual([]);
  });

  it('in at least forty ways', () => {
    expect(new Set(attempts.map(({ name }) => name)).size).toBeGreaterThanOrEqual(40);
  });
});
