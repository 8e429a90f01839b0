import { describe, expect, it } from 'vitest';
import type { OrganizationRoot, PoliciesApi } from '../../src/aws/api.ts';
import { fullAccessPolicyId } from '../../src/model/control-policies.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { readControlPolicies } from '../../src/operations/organization/read-policies.ts';
import { type TestOrganization, testOrganization } from '../support/cli.ts';
import { read, withClients } from '../support/reading.ts';
import { idOf } from '../support/state.ts';

const own = /:(ListPolicies|DescribePolicy|ListTargetsForPolicy|ListPoliciesForTarget)$/;
const callsOf = ({ sandbox }: TestOrganization) =>
  sandbox.calls
    .map(({ service, operation }) => `${service}:${operation}`)
    .filter((name) => own.test(name))
    .sort();

function unitId({ sandbox }: TestOrganization, name: string): string {
  return Object.values(sandbox.state().units).find((unit) => unit.name === name)?.id ?? '';
}

async function policiesIn(organization: TestOrganization, structure = defaultStructure) {
  const { controlPolicies } = (await read(organization, { structure })).snapshot;
  if (controlPolicies.kind !== 'read') throw new Error(JSON.stringify(controlPolicies));
  return controlPolicies;
}

describe('policies of the organization', () => {
  it('are read with their documents and targets, those of AWS that allow everything aside', async () => {
    const organization = testOrganization();
    const { types, policies, withoutFullAccess } = await policiesIn(organization);
    const [environments, users] = ['Envs', 'Users'].map((name) => unitId(organization, name));
    expect(types).toEqual({ SERVICE_CONTROL_POLICY: 'ENABLED', RESOURCE_CONTROL_POLICY: 'ENABLED' });
    expect(policies.map(({ name, type, targets }) => [name, type, targets])).toEqual([
      ['diverst-guardrails', 'SERVICE_CONTROL_POLICY', [environments]],
      ['diverst-guardrails-ops', 'SERVICE_CONTROL_POLICY', [users]],
      ['diverst-guardrails', 'RESOURCE_CONTROL_POLICY', [environments]],
      ['diverst-guardrails-ops', 'RESOURCE_CONTROL_POLICY', [users]],
    ]);
    const stored = organization.sandbox.state().organization?.policies ?? {};
    for (const { id, document } of policies) expect(document).toBe(stored[id]?.content.document);
    expect(withoutFullAccess).toEqual([]);
  });

  it('are read without those that are attached to nothing, or to accounts that have full access beside', async () => {
    const organization = withClients(testOrganization(), 2);
    const { sandbox } = organization;
    const other = (id: string) =>
      ({
        id,
        type: 'SERVICE_CONTROL_POLICY',
        name: id,
        description: '',
        content: {
          document: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}',
          effectiveAt: 0,
        },
        tags: {},
      }) as const;
    const attached = { isAttached: true, effectiveAt: 0 };
    sandbox.edit((state) => {
      const own = state.organization;
      if (own === null) return;
      for (const id of ['p-nowhere1', 'p-account1', 'p-account2', 'p-ou000001'])
        own.policies = { ...own.policies, [id]: other(id) };
      own.attachments = {
        ...own.attachments,
        [idOf(state, 'client-0')]: { 'p-account1': attached },
        [idOf(state, 'client-1')]: {
          'p-account2': attached,
          [fullAccessPolicyId]: { isAttached: false, effectiveAt: 0 },
        },
        [unitId(organization, 'Production')]: { 'p-ou000001': attached },
      };
    });
    const { policies } = await policiesIn(organization);
    const others = policies.filter(({ name }) => !name.startsWith('diverst-')).map(({ name }) => name);
    expect(others.sort()).toEqual(['p-account2', 'p-ou000001']);
    expect(callsOf(organization).filter((name) => name.endsWith(':DescribePolicy'))).toHaveLength(6);
  });

  it('take as many calls with forty clients as with none', async () => {
    const [none, forty] = [testOrganization(), withClients(testOrganization(), 40)];
    await Promise.all([read(none), read(forty)]);
    expect(callsOf(forty)).toEqual(callsOf(none));
    expect(callsOf(none)).toHaveLength(12);
  });

  it('are there where their type is not enabled, without effect', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      delete state.organization?.policyTypes;
    });
    const { types, policies, withoutFullAccess } = await policiesIn(organization);
    expect(types).toEqual({ SERVICE_CONTROL_POLICY: 'DISABLED', RESOURCE_CONTROL_POLICY: 'DISABLED' });
    expect(policies).toHaveLength(4);
    expect(withoutFullAccess).toEqual([]);
  });

  it('show what lacks full access: OU, account and root', async () => {
    const organization = withClients(testOrganization(), 2);
    const state = organization.sandbox.state();
    const account = idOf(state, 'client-1');
    const targets = [unitId(organization, 'Envs'), account, state.organization?.rootId ?? ''].sort();
    organization.sandbox.edit(({ organization: edited }) => {
      const [id = ''] = Object.keys(edited?.policies ?? {});
      for (const target of targets) {
        const attached = { isAttached: true, effectiveAt: 0 };
        const detached = { isAttached: false, effectiveAt: 0 };
        if (edited)
          edited.attachments = {
            ...edited.attachments,
            [target]: { ...edited.attachments?.[target], [id]: attached, [fullAccessPolicyId]: detached },
          };
      }
    });
    expect((await policiesIn(organization)).withoutFullAccess).toEqual(targets);
  });

  it('are not asked for where guardrails are off, nor where single clients are', async () => {
    const organization = withClients(testOrganization(), 1);
    const off = await read(organization, { structure: { ...defaultStructure, guardrails: null } });
    const single = await read(organization, { only: ['client-0'] });
    expect([off, single].map(({ snapshot }) => snapshot.controlPolicies.kind)).toEqual([
      'not-asked',
      'not-asked',
    ]);
    expect(callsOf(organization)).toEqual([]);
  });

  it.each(['ListPolicies', 'DescribePolicy', 'ListTargetsForPolicy', 'ListPoliciesForTarget'])(
    'that %s does not give are unread, and everything else is read',
    async (operation) => {
      const organization = testOrganization();
      const fault = { kind: 'error', code: 'AccessDeniedException', message: 'no', status: 400 } as const;
      organization.sandbox.faults.add({ service: 'organizations', operation, fault, times: 100 });
      const { snapshot } = await read(organization);
      expect(snapshot.controlPolicies).toMatchObject({ kind: 'unread', denied: true });
      expect(snapshot.controlPolicies).toHaveProperty('reason', expect.stringContaining(operation));
      expect(snapshot.accounts.map(({ reading }) => reading.kind)).not.toContain('unread');
    },
  );
});

describe('full access, where policies are attached to many targets', () => {
  const root: OrganizationRoot = {
    id: 'r-1',
    types: { SERVICE_CONTROL_POLICY: 'ENABLED', RESOURCE_CONTROL_POLICY: 'DISABLED' },
  };
  const targets = Array.from({ length: 30 }, (_, index) => `ou-${index + 10}`);

  async function lacking(accounts: number) {
    const calls: string[] = [];
    const policies: Partial<PoliciesApi> = {
      listPolicies: async (type) =>
        type === 'SERVICE_CONTROL_POLICY' ? [{ id: 'p-1', name: 'one', isAwsManaged: false }] : [],
      documentOf: async () => '{}',
      targetsOf: async (id) => {
        calls.push(`targetsOf ${id}`);
        return id === 'p-1' ? targets : targets.slice(1);
      },
      attachedTo: async (id) => {
        calls.push('attachedTo');
        return id === targets[0] ? ['p-1'] : ['p-1', fullAccessPolicyId];
      },
    };
    const { withoutFullAccess } = await readControlPolicies({
      aws: { policies: policies as PoliciesApi },
      root: Promise.resolve(root),
      accountCount: async () => accounts,
    });
    expect(withoutFullAccess).toEqual([targets[0]]);
    return calls;
  }

  it('is listed as a whole in a small organization, and asked of each target in a large one', async () => {
    expect(await lacking(200)).toEqual(['targetsOf p-1', `targetsOf ${fullAccessPolicyId}`]);
    const ofEach = targets.map(() => 'attachedTo');
    expect(await lacking(10_000)).toEqual(['targetsOf p-1', ...ofEach]);
  });

  it('that a policy which is deleted meanwhile is attached to is not asked for', async () => {
    const policies: Partial<PoliciesApi> = {
      listPolicies: async () => [{ id: 'p-1', name: 'one', isAwsManaged: false }],
      documentOf: async () => null,
      targetsOf: async () => [],
    };
    const reading = await readControlPolicies({
      aws: { policies: policies as PoliciesApi },
      root: Promise.resolve(root),
      accountCount: async () => 1,
    });
    expect(reading.policies).toEqual([]);
  });
});
