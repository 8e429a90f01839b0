import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { farAway, outside } from '../audit/cast.ts';
import {
  add,
  change,
  detach,
  disable,
  ofClients,
  policyOf,
  rcp,
  removePolicies,
  scp,
  statementsOf,
  write,
} from '../audit/control-policies.ts';
import { addRole, documentOf, letIn, rootOf, setTrust } from '../audit/edits.ts';
import { cleanUp, open, type Prepared, prepared } from '../audit/prepared.ts';
import { jsonOf, mutations, runCli, type TestOrganization } from '../support/cli.ts';

let folder: string;
let ground: Prepared;
let organization: TestOrganization;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-guardrails-'));
  ground = await prepared('both');
});
beforeEach(() => {
  organization = open(ground);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  cleanUp();
});

const edit = (change: (state: SandboxState) => void) => organization.sandbox.edit(change);

/** Options that name a configuration with this section `guardrails`. */
function withGuardrails(guardrails: unknown): readonly string[] {
  const file = join(folder, `${Buffer.from(JSON.stringify(guardrails)).toString('hex').slice(0, 200)}.json`);
  const accounts = ['staging', 'tools', 'development'];
  writeFileSync(file, JSON.stringify({ guardrails, environment: { accounts } }));
  return ['--config', file];
}

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly actual: string | null;
  readonly evidence: readonly string[];
  readonly fix: readonly string[];
}

async function audit(
  options = ground.options,
): Promise<{ readonly code: number; readonly findings: readonly Found[] }> {
  const result = await runCli(organization, ['org', 'audit', '--json', ...options]);
  return { code: result.code, findings: jsonOf<{ readonly findings: readonly Found[] }>(result).findings };
}

async function ids(options = ground.options): Promise<readonly string[]> {
  return (await audit(options)).findings.map(({ id }) => id);
}

const repair = (only: readonly string[], ...more: readonly string[]) =>
  runCli(organization, [
    'org',
    'repair',
    '--yes',
    ...only.flatMap((one) => ['--only', one]),
    ...more,
    ...ground.options,
  ]);

const sids = (policy: ReturnType<typeof policyOf>) => statementsOf(policy).map(({ Sid }) => Sid);

describe('what cannot be judged', () => {
  it('is not audited, where the policies may not be read', async () => {
    const code = 'AccessDeniedException';
    organization.sandbox.faults.add({ operation: 'ListPolicies', times: 9, fault: { kind: 'error', code } });
    const { code: exit, findings } = await audit();
    expect(exit).toBe(3);
    expect(findings.map(({ id }) => id)).toEqual(['not-audited:guardrails']);
    expect(findings[0]?.fix.join()).toContain('organizations:ListPolicies');
  });

  it('is not audited, where the configuration excepts what it must not', async () => {
    const { code, findings } = await audit(withGuardrails({ reach: ['acme', 'nobody'], hubs: ['Ops'] }));
    expect(code).toBe(3);
    expect(findings.map(({ id }) => id)).toEqual(['not-audited:guardrails']);
    expect(findings[0]?.evidence).toEqual([
      expect.stringMatching(/^guardrails.reach names acme: the account is a client/),
      expect.stringMatching(/^guardrails.reach names nobody/),
      expect.stringMatching(/^guardrails.hubs names Ops/),
    ]);
  });

  it('is nothing, where guardrails are switched off', async () => {
    edit((state) => disable(state, scp));
    expect(await ids(withGuardrails(false))).toEqual([]);
  });

  it('is not gone, where an earlier report had it', async () => {
    edit((state) => change(policyOf(state, ofClients), 'DiverstLateral', () => null));
    const before = await runCli(organization, ['org', 'audit', '--json', ...ground.options]);
    const file = join(folder, 'before.json');
    writeFileSync(file, before.stdout);
    const code = 'AccessDeniedException';
    organization.sandbox.faults.add({ operation: 'ListPolicies', times: 9, fault: { kind: 'error', code } });
    const since = await runCli(organization, ['org', 'audit', '--json', '--since', file, ...ground.options]);
    expect(jsonOf<{ readonly fixed: readonly string[] }>(since).fixed).toEqual([]);
  });
});

describe('one cause', () => {
  it('is one finding: the type, whatever guardrails depend on it', async () => {
    edit((state) => disable(state, scp));
    const { findings } = await audit();
    expect(findings.map(({ severity, id }) => `${severity} ${id}`)).toEqual([
      'high policy-type-disabled:SERVICE_CONTROL_POLICY',
    ]);
  });

  it('is one finding for each policy that was detached', async () => {
    edit((state) => {
      for (const type of [scp, rcp] as const)
        detach(state, policyOf(state, ofClients, type).id, ground.cast.environments);
    });
    expect(await ids()).toEqual([
      'guardrail-detached:diverst-guardrails/RCP',
      'guardrail-detached:diverst-guardrails/SCP',
    ]);
  });
});

describe('a repair of some guardrails', () => {
  it('writes what is asked for, and nothing else', async () => {
    edit((state) => removePolicies(state, scp));
    await repair(['guardrail-missing:lateral', 'guardrail-missing:leave']);
    const held = policyOf(organization.sandbox.state(), ofClients);
    expect(sids(held)).toEqual(['DiverstLeave', 'DiverstLateral']);
    expect(await ids()).toEqual([
      'guardrail-missing:leave@Users',
      'guardrail-missing:roles',
      'guardrail-missing:root-user',
      'guardrail-missing:root-user@Users',
    ]);
    await repair(['guardrail-missing:roles']);
    const now = policyOf(organization.sandbox.state(), ofClients);
    expect(sids(now)).toEqual(
      expect.arrayContaining(['DiverstLeave', 'DiverstLateral', 'DiverstRolesTagged']),
    );
    expect(sids(now)).not.toContain('DiverstRootUser');
    await repair([]);
    expect(await ids()).toEqual([]);
  });

  it('keeps what somebody else wrote into the policy, unless it is named', async () => {
    const foreign = { Sid: 'Ours', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };
    edit((state) => {
      const policy = policyOf(state, ofClients);
      write(policy, ...statementsOf(policy), foreign);
      change(policy, 'DiverstLeave', (one) => ({ ...one, Action: 'account:CloseAccount' }));
    });
    expect(await ids()).toEqual(['guardrail-weaker:leave', 'guardrail-broader:diverst-guardrails/SCP']);
    await repair([]);
    expect(await ids()).toEqual(['guardrail-broader:diverst-guardrails/SCP']);
    expect(statementsOf(policyOf(organization.sandbox.state(), ofClients))).toContainEqual(foreign);
    await repair(['guardrail-broader']);
    expect(await ids()).toEqual([]);
    expect(sids(policyOf(organization.sandbox.state(), ofClients))).not.toContain('Ours');
  });

  it('writes once what several findings ask of one policy', async () => {
    edit((state) => {
      const policy = policyOf(state, ofClients);
      change(policy, 'DiverstLateral', () => null);
      change(policy, 'DiverstRolesTags', () => null);
      detach(state, policy.id, ground.cast.environments);
    });
    const before = mutations(organization.sandbox).length;
    await repair([]);
    const made = mutations(organization.sandbox).slice(before);
    expect(made.filter((one) => /UpdatePolicy|AttachPolicy/.test(String(one)))).toHaveLength(2);
    expect(await ids()).toEqual([]);
  });

  it('leaves a document that it does not understand to people', async () => {
    edit((state) => {
      const policy = policyOf(state, ofClients);
      policy.content = {
        document: documentOf({ Effect: 'Deny', Action: 's3:*', Resource: '*', Wish: 1 }),
        effectiveAt: 0,
      };
    });
    const { findings } = await audit();
    const lateral = findings.find(({ id }) => id === 'guardrail-missing:lateral');
    expect(lateral?.fix).toEqual([expect.stringContaining('correct the policy diverst-guardrails yourself')]);
    expect(lateral?.evidence).toContain('diverst does not understand: unknown element "Wish" in statement 1');
  });
});

describe('an open trust policy', () => {
  const still = (whom: string, guardrail: string) =>
    `AWS still refuses sts:AssumeRole to ${whom}, because of the guardrail ${guardrail}`;
  const evidenceOf = async (check: RegExp, options = ground.options) =>
    (await audit(options)).findings
      .filter(({ id }) => check.test(id))
      .flatMap(({ evidence }) => evidence.filter((line) => line.startsWith('AWS still')));

  it('says which guardrail keeps out whom it names, and stays a finding', async () => {
    const { client, other } = ground.cast;
    edit((state) =>
      setTrust(state, client, letIn([rootOf(ground.cast.ops), rootOf(other.accountId), rootOf(outside)])),
    );
    expect(await evidenceOf(/^trust-outside:/)).toEqual([still(outside, 'outsiders')]);
    expect(await evidenceOf(/^trust-other-client:/)).toEqual([still(other.name, 'lateral')]);
    edit((state) => setTrust(state, client, letIn('*')));
    expect(await evidenceOf(/^trust-everyone:/)).toEqual([
      still('accounts outside the organization', 'outsiders'),
      still('clients and environments', 'lateral'),
    ]);
    expect((await audit()).code).toBe(2);
  });

  it('of other roles, in environments and in Ops as well', async () => {
    const { ops, client, across } = ground.cast;
    edit((state) => {
      addRole(state, ops, 'open', documentOf(letIn([rootOf(client.accountId), rootOf(farAway)])));
      addRole(state, across?.accountId ?? '', 'open', documentOf(letIn(rootOf(farAway))));
      addRole(
        state,
        state.managementAccountId,
        'open',
        documentOf(letIn([rootOf(client.accountId), rootOf(farAway)])),
      );
    });
    expect(await evidenceOf(/^role-other-trust:Ops/)).toEqual([
      still(farAway, 'outsiders'),
      still(client.name, 'lateral'),
    ]);
    expect(await evidenceOf(new RegExp(`^role-other-trust:${across?.name}`))).toEqual([
      still(farAway, 'outsiders'),
    ]);
    // Resource control policies have no effect in the management account.
    expect(await evidenceOf(/^role-other-trust:(?!Ops|acme|staging)/)).toEqual([
      still(client.name, 'lateral'),
    ]);
  });

  it('is not held by a guardrail that is missing, or that excepts whom it names', async () => {
    const { client, across } = ground.cast;
    edit((state) =>
      setTrust(
        state,
        client,
        letIn([rootOf(ground.cast.ops), rootOf(outside), rootOf(across?.accountId ?? '')]),
      ),
    );
    expect(await evidenceOf(/^trust-/, withGuardrails({ vendors: [outside], hubs: ['staging'] }))).toEqual(
      [],
    );
    edit((state) => {
      change(policyOf(state, ofClients), 'DiverstLateral', () => null);
      change(policyOf(state, ofClients, rcp), 'DiverstOutsiders', (one) => ({
        ...one,
        Action: 'sts:TagSession',
      }));
      add(state, 'elsewhere', ground.cast.production, statementsOf(policyOf(state, ofClients)));
    });
    expect(await evidenceOf(/^trust-/)).toEqual([]);
  });
});
