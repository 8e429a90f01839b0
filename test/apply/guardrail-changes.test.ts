import { describe, expect, it } from 'vitest';
import { guardrailExecutors } from '../../src/apply/guardrail-changes.ts';
import { Ledger } from '../../src/apply/ledger.ts';
import type { OrganizationState } from '../../src/apply/organization-state.ts';
import type { Aws, OrganizationsApi, PoliciesApi } from '../../src/aws/api.ts';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { fullAccessPolicyId } from '../../src/model/control-policies.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import type { OfKind } from '../../src/plan/change.ts';
import type { KindIn } from '../../src/plan/changes/table.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';

/* What is found there when the plan is carried out may be other than what it was made on. */

const type = 'SERVICE_CONTROL_POLICY';
const scp = { type, name: 'limits' } as const;
const document = '{"Version":"2012-10-17","Statement":[{"Sid":"Own","Resource":"{organizationId}"}]}';
const whole = document.replace('{organizationId}', 'o-1');
const spaced = JSON.stringify(JSON.parse(whole), null, 2);
const half = '{"Version":"2012-10-17","Statement":[]}';
const unit = { id: 'ou-1', label: 'Envs' };
const guardrails = ['leave'] as const;

const changes = {
  enable: { kind: 'enable-policy-type', type },
  create: { kind: 'create-control-policy', ...scp, unit: 'environments', guardrails, document },
  update: {
    kind: 'update-control-policy',
    ...scp,
    id: 'p-1',
    guardrails,
    document: whole,
    replaces: half,
  },
  attach: { kind: 'attach-control-policy', ...scp, document, target: unit },
  full: { kind: 'attach-full-access', target: { id: 'r-root', label: 'the root' } },
} as const satisfies Record<string, OfKind<KindIn<'guardrails'>>>;

const refusal = (code: string, afterDoubt = false) =>
  new AwsError({
    action: 'organizations:X',
    code,
    message: `AWS says ${code}`,
    outcome: 'rejected',
    changes: true,
    afterDoubt,
  });

type Status = Awaited<ReturnType<OrganizationsApi['root']>>['types'][typeof type];

/** What the root says of the type, one look after the other; the last one stays. */
function root(...statuses: readonly Status[]): Pick<OrganizationsApi, 'root'> {
  const left = [...statuses];
  return {
    root: async () => {
      const status = left.length > 1 ? left.shift() : left[0];
      return { id: 'r-root', types: { [type]: status ?? 'DISABLED', RESOURCE_CONTROL_POLICY: 'DISABLED' } };
    },
  };
}

interface Fakes {
  readonly policies?: Partial<PoliciesApi>;
  readonly organizations?: Partial<OrganizationsApi>;
}

/** Does one change; every call that changes something is written down. */
async function apply(change: OfKind<KindIn<'guardrails'>>, { policies = {}, organizations = {} }: Fakes) {
  const clock = new VirtualClock();
  const begun = clock.now();
  const calls: string[] = [];
  const answers: Partial<PoliciesApi> = {
    listPolicies: async () => [],
    documentOf: async () => null,
    attachedTo: async () => [],
    attachPolicy: async () => true,
    enableType: async () => true,
    createPolicy: async () => 'p-1',
    ...policies,
  };
  const api = new Proxy({} as PoliciesApi, {
    get:
      (_target, name) =>
      async (...args: readonly unknown[]) => {
        if (/^(enable|create|update|attachPolicy)/.test(String(name)))
          calls.push(
            [String(name), ...args.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].join(
              ' ',
            ),
          );
        const fake: unknown = Reflect.get(answers, name);
        return typeof fake === 'function' ? fake(...args) : undefined;
      },
  });
  const run = {
    organizationId: 'o-1',
    units: { idOf: async (path: readonly string[]) => `ou-${path.join('-')}` },
    context: {
      aws: { policies: api, organizations } as unknown as Aws,
      structure: defaultStructure,
      wait: { clock, signal: new AbortController().signal, deadline: begun + 3_600_000, resume: '' },
    },
  } as unknown as OrganizationState;
  const task = { update: () => {}, pause: () => {}, done: () => {}, fail: () => {} };
  const ledger = new Ledger([{ change, state: 'needed' }], { start: () => task });
  const error: unknown = await ledger.execute(guardrailExecutors, change, { run }).then(
    () => null,
    (reason) => reason,
  );
  return { status: ledger.status(change), error, calls, seconds: (clock.now() - begun) / 1_000 };
}

const holding = (held: string): Partial<PoliciesApi> => ({
  listPolicies: async () => [{ id: 'p-1', name: 'limits', isAwsManaged: false }],
  documentOf: async () => held,
});

/** Throws each of the errors once, then nothing. */
function failingFirst<T>(result: T, ...errors: readonly Error[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
    return result;
  };
}

describe('what is so already is unchanged, and nothing is sent', () => {
  it.each<[string, OfKind<KindIn<'guardrails'>>, Fakes]>([
    ['a type that is enabled', changes.enable, { organizations: root('ENABLED') }],
    ['a type that is being enabled', changes.enable, { organizations: root('PENDING_ENABLE', 'ENABLED') }],
    ['a policy', changes.create, { policies: holding(spaced) }],
    ['its document', changes.update, { policies: holding(spaced) }],
    ['its attachment', changes.attach, { policies: { ...holding(whole), attachedTo: async () => ['p-1'] } }],
    ['full access', changes.full, { policies: { attachedTo: async () => [fullAccessPolicyId] } }],
  ])('%s', async (_name, change, fakes) => {
    expect(await apply(change, fakes)).toMatchObject({ status: 'unchanged', error: null, calls: [] });
  });
});

describe('what is missing is made', () => {
  it.each<[string, OfKind<KindIn<'guardrails'>>, Fakes, readonly string[]]>([
    [
      'a type, and waited for',
      changes.enable,
      { organizations: root('DISABLED', 'PENDING_ENABLE', 'PENDING_ENABLE', 'ENABLED') },
      [`enableType r-root ${type}`],
    ],
    [
      'a policy, with the id of the organization',
      changes.create,
      {},
      [
        `createPolicy ${JSON.stringify({ ...scp, document: whole, description: 'Guardrails of diverst', tags: { 'diverst:managed-by': 'diverst' } })}`,
      ],
    ],
    ['its document', changes.update, { policies: holding(half) }, [`updatePolicy p-1 ${whole}`]],
    ['its attachment', changes.attach, { policies: holding(spaced) }, ['attachPolicy p-1 ou-1']],
    [
      'its attachment to an OU that this run has made',
      { ...changes.attach, target: { id: null, label: 'Envs/Production' } },
      { policies: holding(whole) },
      ['attachPolicy p-1 ou-Envs-Production'],
    ],
    ['full access', changes.full, {}, [`attachPolicy ${fullAccessPolicyId} r-root`]],
  ])('%s', async (_name, change, fakes, calls) => {
    expect(await apply(change, fakes)).toMatchObject({ status: 'applied', error: null, calls });
  });
});

describe('what holds anything else than was read is left as it is', () => {
  it.each<[string, OfKind<KindIn<'guardrails'>>, Fakes, string]>([
    ['a policy of the name', changes.create, { policies: holding(half) }, 'changed'],
    ['a document', changes.update, { policies: holding('{"Statement":"another"}') }, 'changed'],
    ['a policy that is gone, on update', changes.update, {}, 'no longer exists'],
    ['a policy that is gone, on attachment', changes.attach, {}, 'no longer exists'],
    ['half a policy, which is not attached', changes.attach, { policies: holding(half) }, 'changed'],
  ])('%s', async (_name, change, fakes, words) => {
    const { status, error, calls } = await apply(change, fakes);
    expect({ status, calls }).toEqual({ status: 'not-applied', calls: [] });
    expect(String(error)).toContain(words);
  });
});

describe('what AWS is not ready for is tried again', () => {
  const busy = refusal('PolicyChangesInProgressException');

  it.each<[string, OfKind<KindIn<'guardrails'>>, Fakes]>([
    [
      'a type',
      changes.enable,
      {
        organizations: root('PENDING_DISABLE', 'ENABLED'),
        policies: { enableType: failingFirst(true, busy, busy) },
      },
    ],
    ['a policy', changes.create, { policies: { createPolicy: failingFirst('p-1', busy) } }],
    [
      'an update',
      changes.update,
      { policies: { ...holding(half), updatePolicy: failingFirst(undefined, busy) } },
    ],
    [
      'an attachment',
      changes.attach,
      {
        policies: {
          ...holding(whole),
          attachedTo: failingFirst([], refusal('TargetNotFoundException')),
          attachPolicy: failingFirst(
            true,
            busy,
            refusal('PolicyTypeNotEnabledException'),
            refusal('PolicyNotFoundException'),
            refusal('TargetNotFoundException'),
          ),
        },
      },
    ],
    [
      'a policy that does not show yet',
      changes.attach,
      {
        policies: {
          listPolicies: failingFirst(
            [{ id: 'p-1', name: 'limits', isAwsManaged: false }],
            refusal('ConcurrentModificationException'),
          ),
          documentOf: async () => whole,
        },
      },
    ],
  ])('%s', async (_name, change, fakes) => {
    expect(await apply(change, fakes)).toMatchObject({ status: 'applied', error: null });
  });

  it('for two minutes at the most', async () => {
    const always = async () => {
      throw busy;
    };
    const { error, seconds } = await apply(changes.create, { policies: { createPolicy: always } });
    expect(error).toBe(busy);
    expect(seconds).toBeGreaterThan(100);
    expect(seconds).toBeLessThan(130);
  });

  it('and a type that is never enabled is in doubt', async () => {
    const { status, error, seconds } = await apply(changes.enable, {
      organizations: root('DISABLED', 'PENDING_ENABLE'),
    });
    expect(status).toBe('in-doubt');
    expect(String(error)).toContain('gave up waiting');
    expect(seconds).toBeLessThan(130);
  });
});

describe('a policy whose creation had no answer', () => {
  const duplicate = (afterDoubt: boolean) => async () => {
    throw refusal('DuplicatePolicyException', afterDoubt);
  };
  /** Shows after the first look. */
  const later = (held: string): Partial<PoliciesApi> => {
    let looks = 0;
    return {
      ...holding(held),
      listPolicies: async () => (looks++ === 0 ? [] : [{ id: 'p-1', name: 'limits', isAwsManaged: false }]),
    };
  };

  it.each([
    [true, 'applied'],
    [false, 'unchanged'],
  ])('is of this run: %s', async (afterDoubt, status) => {
    const policies = { ...later(whole), createPolicy: duplicate(afterDoubt) };
    expect(await apply(changes.create, { policies })).toMatchObject({ status, error: null });
  });

  it('is refused where another has the name', async () => {
    const policies = { ...later(half), createPolicy: duplicate(false) };
    const { status, error } = await apply(changes.create, { policies });
    expect(status).toBe('not-applied');
    expect(String(error)).toContain('changed');
  });

  it('is reported where it never shows', async () => {
    const { error } = await apply(changes.create, { policies: { createPolicy: duplicate(false) } });
    expect(error).toMatchObject({ code: 'DuplicatePolicyException' });
  });
});
