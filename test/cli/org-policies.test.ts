import { describe, expect, it } from 'vitest';
import { delegationReads, userReads } from '../../src/cli/org/audit-policy.ts';
import { guardrailStatements, policyReads } from '../../src/cli/org/control-policies-policy.ts';
import { orgInitPolicy } from '../../src/cli/org/init-policy.ts';
import { rootReads } from '../../src/cli/org/root-policy.ts';
import { trailReads, trailStatements } from '../../src/cli/org/trail-policy.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { giveRoot } from '../audit/drifts/root-users.ts';
import { addPolicy } from '../audit/edits.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { actionsOf, type PrintedPolicy, printedPolicy } from '../support/printed-policy.ts';
import { dropPolicies, idOf } from '../support/state.ts';

const init = await printedPolicy('org', 'init');
const repair = await printedPolicy('org', 'repair');

/** The admin of the management account, allowed exactly what `document` says. */
function allowOnly({ sandbox }: TestOrganization, document: unknown): void {
  sandbox.edit((state) => {
    for (const user of Object.values(state.iam[state.managementAccountId]?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document: JSON.stringify(document), effectiveAt: 0 } };
    }
    // The group is there to be repaired, and gives its member nothing.
    for (const group of Object.values(state.iam[state.managementAccountId]?.groups ?? {})) group.members = [];
  });
}

function without(policy: PrintedPolicy, action: string) {
  const left = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  }));
  return { ...policy, Statement: left.filter(({ Action }) => Action.length > 0) };
}

/** The bucket of the trail as somebody may have made it, who protected it from nothing. */
function openBucket({ buckets = {} }: SandboxState): void {
  for (const bucket of Object.values(buckets)) {
    delete bucket.policy;
    delete bucket.versioning;
    delete bucket.publicAccessBlock;
  }
}

describe('the least policy of org init', () => {
  const line = ['org', 'init', '--yes'];

  const empty = () => testOrganization({ start: 'empty' });
  /** All but the trail, and its bucket as somebody may have made it. */
  const open = () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      delete state.trails;
      openBucket(state);
    });
    return organization;
  };

  it.each([empty, open])('is enough: %o', async (make) => {
    const organization = make();
    allowOnly(organization, init);
    const { code, stderr } = await runCli(organization, line);
    expect(code, stderr).toBe(0);
  });

  it.each(actionsOf(init))('without %s it fails and names it', async (action) => {
    // A new bucket is closed to the public from the beginning.
    const organization = action === 's3:PutBucketPublicAccessBlock' ? open() : empty();
    allowOnly(organization, without(init, action));
    const { code, stderr } = await runCli(organization, line);
    expect(code).toBe(1);
    expect(stderr).toContain(action);
  });

  it('lets nobody attach another policy to the group, nor to another group', async () => {
    const statement = init.Statement.find(({ Action }) => Action.includes('iam:AttachGroupPolicy'));
    expect(statement).toMatchObject({
      Resource: 'arn:aws:iam::*:group/admin',
      Condition: { ArnEquals: { 'iam:PolicyARN': ['arn:aws:iam::aws:policy/AdministratorAccess'] } },
    });
  });
});

describe('of policies of the organization', () => {
  const types = {
    StringEquals: { 'organizations:PolicyType': ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] },
  };

  it('no other type is made, changed or attached, and none by org init where guardrails are off', () => {
    const writes = /(Create|Update|Attach|Enable)Policy/;
    for (const { Statement } of [init, repair]) {
      const own = Statement.filter(({ Action }) => [Action].flat().some((one) => writes.test(one)));
      expect(own.length).toBeGreaterThan(2);
      for (const statement of own) expect(statement).toMatchObject({ Condition: types });
    }
    const off = orgInitPolicy({ ...defaultStructure, guardrails: null });
    expect(actionsOf(off).filter((one) => writes.test(one))).toEqual([]);
  });

  it('org init changes none that is there, and attaches nothing to the root or to an account', () => {
    expect(actionsOf(init)).not.toContain('organizations:UpdatePolicy');
    const attach = init.Statement.find(({ Action }) => Action.includes('organizations:AttachPolicy'));
    expect([attach?.Resource].flat().filter((one) => !/:policy\/|:ou\//.test(one ?? ''))).toEqual([]);
  });
});

describe('the least policy of org repair', () => {
  const least = repair;
  const denying = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
  });

  type Admins = NonNullable<SandboxState['iam'][string]>;

  /** An organization whose admins' account was changed, called by somebody who may do what `document` says. */
  function changed(
    document: unknown,
    change: (admins: Admins, state: SandboxState) => void,
  ): TestOrganization {
    const organization = testOrganization();
    allowOnly(organization, document);
    organization.sandbox.edit((state) => {
      const admins = state.iam[state.managementAccountId];
      if (!admins) throw new Error('no management account');
      change(admins, state);
    });
    return organization;
  }

  const scenarios: readonly {
    readonly only: readonly string[];
    readonly change: Parameters<typeof changed>[1];
  }[] = [
    {
      only: ['admin-narrower', 'ops-missing', 'unit-missing'],
      change: ({ groups }, state) => {
        if (groups.admin) groups.admin.attached = [];
        for (const one of Object.values(state.accounts))
          if (one.name === 'Ops') Object.assign(one, { name: 'Retired', email: 'old@example.com' });
        for (const unit of Object.values(state.units))
          if (unit.name === 'Production') delete state.units[unit.id];
      },
    },
    {
      only: ['group-missing'],
      change: ({ groups }) => {
        delete groups.admin;
      },
    },
    {
      only: ['admin-narrower'],
      change: ({ groups }, state) => {
        groups.admin?.attached.push(addPolicy(state, state.managementAccountId, 'denying', denying));
        if (groups.admin) groups.admin.inline.more = { document: denying, effectiveAt: 0 };
      },
    },
    {
      only: ['trail-missing'],
      change: (_admins, state) => {
        delete state.trails;
        delete state.buckets;
        delete state.organization?.trustedServices?.['cloudtrail.amazonaws.com'];
      },
    },
    {
      only: ['trail-missing'],
      change: (_admins, state) => {
        delete state.trails;
        openBucket(state);
      },
    },
    {
      only: ['root-management'],
      change: (_admins, state) => {
        delete state.organization?.trustedServices?.['iam.amazonaws.com'];
        if (state.organization) state.organization.rootFeatures = [];
      },
    },
    {
      only: ['root-credentials'],
      change: (_admins, state) => giveRoot(state, idOf(state, 'Ops'), { hasPassword: true }),
    },
    {
      only: ['trail-weak'],
      change: (_admins, state) => {
        for (const trail of Object.values(state.trails ?? {})) {
          trail.validation = false;
          trail.selectors = { kind: 'basic', list: [] };
        }
      },
    },
    {
      only: ['policy-type-disabled'],
      change: (_admins, state) => dropPolicies(state),
    },
    {
      only: ['guardrail-missing', 'guardrail-weaker', 'full-access-detached'],
      change: (_admins, { organization, units }) => {
        for (const { content } of Object.values(organization?.policies ?? {})) {
          const isLeave = ({ Sid }: { readonly Sid: string }) => Sid === 'DiverstLeave';
          const { Version, Statement } = JSON.parse(content.document);
          const left = Statement.filter((one: { readonly Sid: string }) => !isLeave(one));
          Object.assign(content, { document: JSON.stringify({ Version, Statement: left }) });
        }
        const id = Object.values(units).find(({ name }) => name === 'Users')?.id ?? '';
        const attached = organization?.attachments?.[id];
        if (!attached || !organization?.policies) return;
        attached['p-FullAWSAccess'] = { isAttached: false, effectiveAt: 0 };
        // What an audit of Ops takes is still allowed there.
        const allowing = 'p-allowssome';
        attached[allowing] = { isAttached: true, effectiveAt: 0 };
        organization.policies[allowing] = {
          id: allowing,
          type: 'SERVICE_CONTROL_POLICY',
          name: 'Some',
          description: '',
          content: {
            document: JSON.stringify({
              Version: '2012-10-17',
              Statement: { Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' },
            }),
            effectiveAt: 0,
          },
          tags: {},
        };
      },
    },
  ];

  /** What is said of repairs that together need everything. */
  async function repairs(
    document: unknown,
    of = scenarios,
  ): Promise<{ codes: readonly number[]; stderr: string }> {
    const results = [];
    for (const { only, change } of of)
      results.push(
        await runCli(changed(document, change), ['org', 'repair', '--yes', '--json', '--only', ...only]),
      );
    return { codes: results.map(({ code }) => code), stderr: results.map((one) => one.stderr).join('') };
  }

  it('is enough', async () => {
    const { codes, stderr } = await repairs(least);
    expect(codes, stderr).toEqual(scenarios.map(() => 0));
  });

  const more = ['cloudtrail:PutEventSelectors', 'cloudtrail:UpdateTrail'];
  const ofTrail: readonly string[] = [
    ...trailReads,
    ...trailStatements(defaultStructure, more).flatMap(({ Action }) => Action),
  ];
  const ofGuardrails: readonly string[] = [
    ...policyReads,
    ...guardrailStatements(defaultStructure).flatMap(({ Action }) => Action),
  ];
  const reads: readonly string[] = [
    'iam:GetAccountAuthorizationDetails',
    ...rootReads,
    ...trailReads,
    ...policyReads,
  ];
  const partOf = (action: string) => {
    if (ofTrail.includes(action)) return /^trail-/;
    return ofGuardrails.includes(action) ? /^(policy|guardrail|full)-/ : /^(admin|group|ops|unit|root)-/;
  };
  // Members are asked as the access role, and what is named is no matter of the management account's root user.
  // Nor is what the organization has handed to others, nor with what its users sign in.
  const unnamed: readonly string[] = [
    'iam:GetAccountSummary',
    ...delegationReads.filter((action) => !ofTrail.includes(action)),
    ...userReads,
  ];
  const named = [...new Set(actionsOf(least))].filter((action) => !unnamed.includes(action));

  it.each(named)('without %s a repair fails and names it', async (action) => {
    const { codes, stderr } = await repairs(
      without(least, action),
      scenarios.filter(({ only }) => only.some((check) => partOf(action).test(check))),
    );
    // Where the bucket cannot be read the trail is left out, and what else there is is repaired.
    // What a session of a root user cannot be opened for was not looked at.
    const failed = action === 'sts:AssumeRoot' ? 3 : 1;
    if (action !== 's3:GetBucketPolicy') expect(codes, stderr).toContain(failed);
    // What cannot be read is a finding of its own, and no error.
    if (!reads.includes(action)) expect(stderr).toContain(action);
  });
});
