import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trailStatements } from '../../src/model/policy/trail-bucket.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import type { BucketState } from '../../src/sandbox/state-of-buckets.ts';
import type { BasicSelectorState, TrailState } from '../../src/sandbox/state-of-trails.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { idOf } from '../support/state.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-trail-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Options that name a configuration with this section `trail`. */
function withTrail(trail: unknown): readonly string[] {
  const file = join(folder, `${Buffer.from(JSON.stringify(trail)).toString('hex').slice(0, 200)}.json`);
  writeFileSync(file, JSON.stringify({ trail, client: { email: 'aws+{client}@example.com' } }));
  return ['--config', file];
}

interface Changed {
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly notices: readonly string[];
}

const lines = ({ changes }: Pick<Changed, 'changes'>) =>
  changes.map(({ kind, target, status }) => `${status} ${kind} ${target}`);

const hour = 3_600_000;

/** An organization as it is wanted, but for its trail, what it rests on included. */
function withoutTrail(change: (state: SandboxState) => void = () => {}): TestOrganization {
  const organization = testOrganization();
  organization.sandbox.edit((state) => {
    delete state.trails;
    delete state.buckets;
    delete state.organization?.trustedServices?.['cloudtrail.amazonaws.com'];
    change(state);
  });
  return organization;
}

/** The same with its trail as `change` leaves it. */
function withBadTrail(change: (trail: TrailState, state: SandboxState) => void): TestOrganization {
  const organization = testOrganization();
  organization.sandbox.edit((state) => change(onlyTrail(state), state));
  return organization;
}

function onlyTrail({ trails = {} }: SandboxState): TrailState {
  const [trail, ...others] = Object.values(trails);
  if (trail === undefined || others.length > 0) throw new Error('there is not one trail');
  return trail;
}

function onlyBucket({ buckets = {} }: SandboxState): BucketState {
  const [bucket, ...others] = Object.values(buckets);
  if (bucket === undefined || others.length > 0) throw new Error('there is not one bucket');
  return bucket;
}

const bucketOf = (state: SandboxState, accountId = state.managementAccountId) =>
  `${state.organization?.id}-${accountId}-cloudtrail`;

/** A bucket as CreateBucket makes it. */
function addBucket(state: SandboxState, name: string, accountId: string, policy?: string): void {
  const made: BucketState = {
    name,
    accountId,
    region: 'us-east-1',
    createdAt: 0,
    ownership: 'BucketOwnerEnforced',
    tags: {},
    ...(policy === undefined ? {} : { policy: { document: policy, effectiveAt: 0 } }),
  };
  state.buckets = { ...state.buckets, [name]: made };
}

const calls = ({ sandbox }: TestOrganization, service: string) =>
  sandbox.calls.filter((call) => call.service === service);

/** The organization's trail as it is wanted, and everything that it rests on. */
function expectTrail({ sandbox }: TestOrganization, keeper?: string): void {
  const state = sandbox.state();
  const { managementAccountId, organization } = state;
  const name = bucketOf(state, keeper);
  const { arn, ...trail } = onlyTrail(state);
  expect(trail).toMatchObject({
    name: 'diverst-organization',
    accountId: managementAccountId,
    bucket: name,
    multiRegion: true,
    globalEvents: true,
    validation: true,
    organization: true,
    logging: true,
    tags: { 'diverst:managed-by': 'diverst' },
  });
  const bucket = onlyBucket(state);
  expect(bucket).toMatchObject({
    name,
    accountId: keeper ?? managementAccountId,
    versioning: 'Enabled',
    publicAccessBlock: {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    },
  });
  expect(JSON.parse(bucket.policy?.document ?? '').Statement).toEqual(
    trailStatements({
      partition: 'aws',
      bucket: name,
      prefix: null,
      trailArn: arn,
      managementAccountId,
      organizationId: organization?.id ?? '',
    }),
  );
  expect(Object.keys(organization?.trustedServices ?? {})).toContain('cloudtrail.amazonaws.com');
}

async function expectClean(organization: TestOrganization, ...options: readonly string[]): Promise<void> {
  const { code, stdout } = await runCli(organization, ['org', 'audit', '--fail-on', 'low', ...options]);
  expect(code, stdout).toBe(0);
}

describe('org init makes a trail', () => {
  const init = (...more: readonly string[]) => ['org', 'init', '--yes', '--json', ...more];

  it('from nothing, each step after what it rests on, in a bucket of the caller’s own account', async () => {
    const organization = testOrganization({ start: 'empty' });
    const result = await runCli(organization, init());
    expect(result.code, result.stderr).toBe(0);
    expectTrail(organization);
    const bucket = onlyBucket(organization.sandbox.state()).name;
    const made = lines(jsonOf<Changed>(result));
    expect(
      made
        .slice(made.findIndex((line) => line.endsWith(' trust-service cloudtrail.amazonaws.com')))
        .slice(0, 6),
    ).toEqual([
      'applied trust-service cloudtrail.amazonaws.com',
      `applied create-bucket ${bucket}`,
      `applied protect-bucket ${bucket}`,
      `applied put-bucket-policy ${bucket}`,
      'applied create-trail diverst-organization',
      'applied start-logging diverst-organization',
    ]);
    // CloudTrail does not see the policy at once.
    const ofTrail = mutations(organization.sandbox).filter((call) =>
      /^(s3|cloudtrail):|ServiceAccess/.test(call),
    );
    expect(ofTrail.filter((call) => call === 'cloudtrail:CreateTrail').length).toBeGreaterThan(1);
    expect([...new Set(ofTrail)]).toEqual([
      'organizations:EnableAWSServiceAccess',
      's3:CreateBucket',
      's3:PutBucketVersioning',
      's3:PutBucketPolicy',
      'cloudtrail:CreateTrail',
      'cloudtrail:StartLogging',
    ]);
    await expectClean(organization);
    organization.clock.advance(48 * hour);
    await expectClean(organization);
  });

  it('in the region of the caller', async () => {
    const organization = withoutTrail();
    const result = await runCli(organization, init('--region', 'eu-central-1'));
    expect(result.code, result.stderr).toBe(0);
    expectTrail(organization);
    const { trails, buckets } = organization.sandbox.state();
    expect(Object.values(trails ?? {})[0]?.homeRegion).toBe('eu-central-1');
    expect(Object.values(buckets ?? {})[0]?.region).toBe('eu-central-1');
    // It is seen, and asked about, from everywhere.
    await expectClean(organization, '--region', 'us-west-2');
  });

  it('names the owner in each call on a bucket but the one that creates it', async () => {
    const organization = withoutTrail();
    await runCli(organization, init());
    const { managementAccountId } = organization.sandbox.state();
    const sent = calls(organization, 's3').filter(({ operation }) => operation !== 'CreateBucket');
    expect(sent.length).toBeGreaterThan(9);
    expect(new Set(sent.map(({ input }) => input.ExpectedBucketOwner))).toEqual(
      new Set([managementAccountId]),
    );
  });

  it('once: then nothing of S3 is asked, and nothing is changed', async () => {
    const organization = withoutTrail();
    await runCli(organization, init());
    const before = organization.sandbox.calls.length;
    const result = await runCli(organization, init());
    expect(lines(jsonOf<Changed>(result)).filter((line) => !line.startsWith('unchanged'))).toEqual([]);
    const later = organization.sandbox.calls.slice(before);
    expect(later.filter(({ service, mutates }) => service === 's3' || mutates)).toEqual([]);
  });

  it('not where somebody else’s is there, weak or not', async () => {
    const organization = withBadTrail((trail) => {
      trail.multiRegion = false;
    });
    const result = await runCli(organization, init());
    expect(result.code, result.stderr).toBe(0);
    expect(mutations(organization.sandbox)).toEqual([]);
    expect(jsonOf<{ findings: readonly { id: string }[] }>(result).findings.map(({ id }) => id)).toEqual([
      'trail-weak:diverst-organization',
    ]);
  });

  it('and finishes one that an earlier run could not start', async () => {
    const organization = withBadTrail((trail) => {
      trail.logging = false;
      delete trail.startedAt;
      delete trail.logs;
    });
    const result = await runCli(organization, init());
    expect(result.code, result.stderr).toBe(0);
    expect(mutations(organization.sandbox)).toEqual(['cloudtrail:StartLogging']);
    await expectClean(organization);
  });

  it.each(['Ops', null])(
    'with the bucket in %s, which it enters through the access role',
    async (existing) => {
      const organization = existing === null ? testOrganization({ start: 'empty' }) : withoutTrail();
      const options = withTrail({ account: 'Ops' });
      const result = await runCli(organization, init('--ops-email', 'ops@example.com', ...options));
      expect(result.code, result.stderr).toBe(0);
      const ops = idOf(organization.sandbox.state(), 'Ops');
      expectTrail(organization, ops);
      expect(lines(jsonOf<Changed>(result))).toContain(
        `applied create-bucket ${bucketOf(organization.sandbox.state(), ops)}`,
      );
      expect(new Set(calls(organization, 's3').map(({ accountId }) => accountId))).toEqual(new Set([ops]));
      await expectClean(organization, ...options);
    },
  );

  it('in a bucket that is there, and keeps what others wrote into its policy', async () => {
    const reader = {
      Sid: 'Reader',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::logs/*',
    };
    const tls = {
      ...reader,
      Sid: 'Tls',
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const held = JSON.stringify({ Version: '2012-10-17', Statement: [tls] });
    const organization = withoutTrail((state) => addBucket(state, 'logs', state.managementAccountId, held));
    const options = withTrail({ bucket: 'logs' });
    const dry = await runCli(organization, ['org', 'init', '--dry-run', '--debug', ...options]);
    expect(dry.stdout).toContain(
      '\n  ~ allow CloudTrail to write log files into bucket logs\n        …\n              "Sid": "Tls",\n',
    );
    expect(dry.stdout).not.toMatch(/^ {6}- /m);
    expect([...dry.stdout.matchAll(/^ {6}\+ +"Sid": "(\w+)"/gm)].map(([, sid]) => sid)).toEqual([
      'DiverstTrailAcl',
      'DiverstTrailManagement',
      'DiverstTrailOrganization',
    ]);
    expect(dry.stdout).toContain('= create bucket logs in the management account: no change');
    const result = await runCli(organization, init(...options));
    expect(result.code, result.stderr).toBe(0);
    const { policy } = onlyBucket(organization.sandbox.state());
    const { Statement } = JSON.parse(policy?.document ?? '');
    expect(Statement).toHaveLength(4);
    expect(Statement[0]).toEqual(tls);
    await expectClean(organization, ...options);
  });

  it('not at all where the configuration switches it off', async () => {
    const organization = withoutTrail();
    const options = withTrail(false);
    for (const argv of [init(), ['org', 'audit', '--fail-on', 'low'], ['org', 'repair', '--yes']]) {
      const { code, stderr } = await runCli(organization, [...argv, ...options]);
      expect(code, stderr).toBe(0);
    }
    expect([...calls(organization, 'cloudtrail'), ...calls(organization, 's3')]).toEqual([]);
  });

  it('nor without all features, which is a finding of its own', async () => {
    const organization = withoutTrail((state) => {
      if (state.organization)
        state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
    });
    const { code, stdout } = await runCli(organization, init());
    expect(code).toBe(0);
    expect(stdout).toContain('the organization does not have all features');
    expect(mutations(organization.sandbox)).toEqual([]);
  });
});

describe('what stands in the way of a trail', () => {
  const taken = (state: SandboxState) => addBucket(state, bucketOf(state), idOf(state, 'Ops'));
  const own = (state: SandboxState) => {
    const arn = `arn:aws:cloudtrail:us-east-1:${state.managementAccountId}:trail/diverst-organization`;
    state.trails = {
      [arn]: {
        arn,
        name: 'diverst-organization',
        accountId: state.managementAccountId,
        homeRegion: 'us-east-1',
        createdAt: 0,
        bucket: 'logs',
        multiRegion: true,
        globalEvents: true,
        validation: true,
        organization: false,
        tags: {},
        logging: true,
        startedAt: 0,
      },
    };
  };
  const cases: readonly (readonly [string, (state: SandboxState) => void, unknown, readonly RegExp[]])[] = [
    ['a bucket of another account', taken, {}, [/cannot use bucket \S+ for the trail/, /trail\.bucket/]],
    [
      'a trail of the name that is not the organization’s',
      own,
      {},
      [/it is not an organization trail/, /trail\.name/],
    ],
  ];

  it.each(cases)('%s: org init says so before it changes anything', async (_name, change, trail, words) => {
    const organization = withoutTrail(change);
    const { code, stderr } = await runCli(organization, ['org', 'init', '--yes', ...withTrail(trail)]);
    expect(code).toBe(1);
    for (const word of words) expect(stderr).toMatch(word);
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it.each(cases)(
    '%s: org repair leaves the trail out, and repairs the rest',
    async (_name, change, _trail, words) => {
      const organization = withoutTrail((state) => {
        change(state);
        const admins = state.iam[state.managementAccountId]?.groups.admin;
        if (admins) admins.attached = [];
        // The caller keeps what the group gave.
        state.iam[state.managementAccountId]?.users['management-admin']?.attached.push(
          'arn:aws:iam::aws:policy/AdministratorAccess',
        );
      });
      const result = await runCli(organization, ['org', 'repair', '--yes', '--json']);
      expect(result.code, result.stderr).toBe(0);
      const { notices, ...changed } = jsonOf<Changed>(result);
      expect(lines(changed)).toEqual(['applied attach-group-policy admin ← AdministratorAccess']);
      for (const word of words) expect(notices.join('\n')).toMatch(word);
    },
  );

  it('an account that does not exist', async () => {
    const organization = withoutTrail();
    const { code, stderr } = await runCli(organization, [
      'org',
      'init',
      '--yes',
      ...withTrail({ account: 'Logs' }),
    ]);
    expect(code).toBe(64);
    expect(stderr).toContain('trail.account');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('a bucket that another account takes while the run is on', async () => {
    const organization = withoutTrail();
    const { sandbox } = organization;
    sandbox.faults.add({
      operation: 'EnableAWSServiceAccess',
      fault: () => {
        sandbox.edit(taken);
        return { kind: 'throttle' };
      },
    });
    const { code, stderr, stdout } = await runCli(organization, ['org', 'init', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot use bucket \S+ for the trail\n/);
    expect(stdout).toContain('not done  create trail');
    expect(mutations(sandbox).filter((call) => !call.startsWith('organizations:'))).toEqual([]);
  });
});

describe('what an audit finds of a trail, org repair repairs', () => {
  const selectors = (one: Partial<BasicSelectorState>) => ({
    kind: 'basic' as const,
    list: [
      {
        ReadWriteType: 'All' as const,
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
        ...one,
      },
    ],
  });
  const stopped = (trail: TrailState, state: SandboxState) => {
    trail.logging = false;
    trail.stoppedAt = (trail.startedAt ?? 0) + hour;
    return state;
  };
  it.each<[string, (trail: TrailState, state: SandboxState) => void, readonly string[], readonly string[]]>([
    [
      'not there',
      (_trail, state) => {
        delete state.trails;
      },
      ['trail-missing:ID'],
      ['cloudtrail:CreateTrail', 'cloudtrail:StartLogging'],
    ],
    [
      'not there, nor anything that it rests on',
      (_trail, state) => {
        delete state.trails;
        delete state.buckets;
        delete state.organization?.trustedServices?.['cloudtrail.amazonaws.com'];
      },
      ['trail-missing:ID'],
      [
        'organizations:EnableAWSServiceAccess',
        's3:CreateBucket',
        's3:PutBucketVersioning',
        's3:PutBucketPolicy',
        'cloudtrail:CreateTrail',
        'cloudtrail:StartLogging',
      ],
    ],
    [
      'of one region',
      (trail) => {
        trail.multiRegion = false;
      },
      ['trail-weak:NAME'],
      ['cloudtrail:UpdateTrail'],
    ],
    [
      'without global services and validation',
      (trail) => {
        trail.multiRegion = false;
        trail.globalEvents = false;
        trail.validation = false;
      },
      ['trail-weak:NAME'],
      ['cloudtrail:UpdateTrail'],
    ],
    [
      'of events that write',
      (trail) => {
        trail.selectors = selectors({ ReadWriteType: 'WriteOnly' });
      },
      ['trail-weak:NAME'],
      ['cloudtrail:PutEventSelectors'],
    ],
    [
      'of data events alone',
      (trail) => {
        const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }];
        trail.selectors = selectors({ IncludeManagementEvents: false, DataResources });
      },
      ['trail-weak:NAME'],
      ['cloudtrail:PutEventSelectors'],
    ],
    [
      'of events that read, by advanced selectors',
      (trail) => {
        const category = { Field: 'eventCategory', Equals: ['Management'] };
        const FieldSelectors = [category, { Field: 'readOnly', Equals: ['true'] }];
        trail.selectors = { kind: 'advanced', list: [{ FieldSelectors }] };
      },
      ['trail-weak:NAME'],
      ['cloudtrail:PutEventSelectors'],
    ],
    ['stopped', stopped, ['trail-silent:NAME high'], ['cloudtrail:StartLogging']],
    [
      'weak and stopped',
      (trail, state) => {
        stopped(trail, state);
        trail.multiRegion = false;
      },
      ['trail-silent:NAME high', 'trail-weak:NAME'],
      ['cloudtrail:UpdateTrail', 'cloudtrail:StartLogging'],
    ],
    [
      'weak, from another region',
      (trail) => {
        trail.validation = false;
      },
      ['trail-weak:NAME'],
      ['cloudtrail:UpdateTrail'],
    ],
  ])('%s', async (name, change, findings, sent) => {
    const organization = withBadTrail(change);
    const options = name.endsWith('region') && name.startsWith('weak') ? ['--region', 'eu-west-1'] : [];
    expect(await found(organization, options)).toEqual(findings);
    const result = await runCli(organization, ['org', 'repair', '--yes', '--json', ...options]);
    expect(result.code, result.stderr).toBe(0);
    expect([...new Set(mutations(organization.sandbox))]).toEqual(sent);
    await expectClean(organization, ...options);
  });

  it('none of them in data events, which a repair keeps', async () => {
    const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }];
    const organization = withBadTrail((trail) => {
      trail.selectors = selectors({ ReadWriteType: 'WriteOnly', DataResources });
    });
    await runCli(organization, ['org', 'repair', '--yes']);
    expect(onlyTrail(organization.sandbox.state()).selectors?.list).toEqual([
      ...selectors({ ReadWriteType: 'WriteOnly', DataResources }).list,
      ...selectors({}).list,
    ]);
  });

  it('a bucket that CloudTrail may not write into, and says when that shows', async () => {
    const organization = withBadTrail((_trail, state) => {
      delete onlyBucket(state).policy;
    });
    organization.clock.advance(2 * hour);
    expect(await found(organization)).toEqual(['trail-silent:NAME']);
    const result = await runCli(organization, ['org', 'repair', '--yes', '--json']);
    expect(result.code, result.stderr).toBe(0);
    expect(mutations(organization.sandbox)).toEqual(['s3:PutBucketPolicy']);
    expect(jsonOf<Changed>(result).notices.join()).toContain('until its next delivery');
    organization.clock.advance(2 * hour);
    await expectClean(organization);
  });

  it('a bucket that is gone', async () => {
    const organization = withBadTrail((_trail, state) => {
      delete state.buckets;
    });
    organization.clock.advance(2 * hour);
    expect(await found(organization)).toEqual(['trail-silent:NAME']);
    const result = await runCli(organization, ['org', 'repair', '--yes', '--json']);
    expect(result.code, result.stderr).toBe(0);
    expect(lines(jsonOf<Changed>(result)).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'applied create-bucket',
      'applied protect-bucket',
      'applied put-bucket-policy',
    ]);
    organization.clock.advance(2 * hour);
    await expectClean(organization);
  });

  it('not a bucket that the configuration does not name, nor one whose policy is right', async () => {
    const foreign = withBadTrail((trail, state) => {
      trail.bucket = 'logs';
      addBucket(state, 'logs', state.managementAccountId);
    });
    const denied = withBadTrail((_trail, state) => {
      const bucket = onlyBucket(state);
      const deny = {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:Put*',
        Resource: '*',
        Condition: { StringLike: { 's3:x-amz-acl': '*' } },
      };
      const { Statement } = JSON.parse(bucket.policy?.document ?? '');
      const document = JSON.stringify({ Version: '2012-10-17', Statement: [...Statement, deny] });
      bucket.policy = { document, effectiveAt: 0 };
    });
    for (const organization of [foreign, denied]) {
      organization.clock.advance(2 * hour);
      expect(await found(organization)).toEqual(['trail-silent:NAME']);
    }
    await runCli(foreign, ['org', 'repair', '--yes']);
    expect(mutations(foreign.sandbox)).toEqual([]);
  });

  it('nothing where trails cannot be read: that is no pass', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const user = state.iam[state.managementAccountId]?.users['management-admin'];
      const deny = { Effect: 'Deny', Action: 'cloudtrail:GetTrailStatus', Resource: '*' };
      const document = JSON.stringify({ Version: '2012-10-17', Statement: [deny] });
      if (user) user.inline.blind = { document, effectiveAt: 0 };
    });
    const audit = await runCli(organization, ['org', 'audit']);
    expect(audit.code).toBe(3);
    expect(audit.stdout).toContain('AWS denied cloudtrail:GetTrailStatus');
    const repair = await runCli(organization, ['org', 'repair', '--yes']);
    expect(repair.code).toBe(3);
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('nothing of it for single clients', async () => {
    const organization = withoutTrail();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const before = organization.sandbox.calls.length;
    const { code, stdout } = await runCli(organization, ['org', 'audit', '--client', 'acme']);
    expect(code, stdout).toBe(0);
    expect(
      organization.sandbox.calls.slice(before).filter(({ service }) => service === 'cloudtrail'),
    ).toEqual([]);
  });
});

/** Findings and their severity, where it is high. */
async function found(
  organization: TestOrganization,
  options: readonly string[] = [],
): Promise<readonly string[]> {
  const { stdout } = await runCli(organization, ['org', 'audit', '--json', ...options]);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly id: string; readonly severity: string }[];
  };
  return findings
    .map(({ id, severity }) => `${id}${severity === 'high' ? ' high' : ''}`)
    .map((one) => one.replace(/o-\w{10}/, 'ID').replace('diverst-organization', 'NAME'));
}
