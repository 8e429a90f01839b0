import { canonicalJson } from '../../../src/model/policy/canonical.ts';
import { packedGrant, readGrant } from '../../../src/model/policy/grant.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { addClients } from '../../support/many-clients.ts';
import { groupOf, iamOf } from '../../support/state.ts';
import { essenceOf, nameIds, withNames } from './essence.ts';
import type { Actor, Cast } from './interleavings.ts';
import type { Exited } from './process.ts';
import { isOwnProposal, oldClients, withDamage } from './scenarios.ts';
import { type Start, World } from './world.ts';

const timeout = ['--timeout', '10m'];
const names = ['acme', 'globex', 'initech', 'hooli', 'umbrella', 'wonka', 'stark', 'wayne'];

const init = (client: string): Actor => ({
  argv: ['client', 'init', client, ...timeout, '--yes', '--json'],
});
const whole = ({ sandbox }: World) => essenceOf(sandbox.state());

export const sameClient: Cast = {
  name: 'client init of one client, several times',
  start: 'base',
  actors: (count) => Array.from({ length: count }, () => init('acme')),
  essence: whole,
};

export const differentClients: Cast = {
  name: 'client init of different clients',
  start: 'base',
  actors: (count) => names.slice(0, count).map(init),
  essence: whole,
};

export const mixedClients: Cast = {
  name: 'client init of three clients, some several times',
  start: 'base',
  actors: (count, random) =>
    Array.from({ length: count }, () => init(names[Math.floor(random() * 3)] ?? 'acme')),
  essence: whole,
};

const close = (client: string): Actor => ({
  argv: ['client', 'close', client, '--confirm', client, ...timeout, '--json'],
});

/** One client is closed, by several at once, while others are made. */
export async function closeAndInitOthers(): Promise<Cast> {
  return {
    name: 'client close and client init of others',
    start: await oldClients(),
    actors: (count, random) => [
      close('acme'),
      ...Array.from({ length: count - 1 }, () =>
        random() < 0.4 ? close('acme') : init(names[2 + Math.floor(random() * 2)] ?? 'hooli'),
      ),
    ],
    essence: whole,
  };
}

/** One client is closed while somebody else sets it up: whoever comes first, it is closed, and no second account is made. */
export async function closeAndInitSame(): Promise<Cast> {
  const refused: Actor = {
    ...init('acme'),
    done: ({ code, stderr }) => code === 0 || /which is closed|is being closed|was closed/.test(stderr),
  };
  return {
    name: 'client close and client init of the same client',
    start: await oldClients((state) => {
      delete groupOf(state).inline['assume-acme-production'];
    }),
    actors: (count, random) => [
      close('acme'),
      refused,
      ...Array.from({ length: count - 2 }, () => (random() < 0.5 ? close('acme') : refused)),
    ],
    // Who grants it after it was closed is told to close it again.
    essence: ({ sandbox }) => {
      const state = structuredClone(sandbox.state());
      delete groupOf(state).inline['assume-acme-production'];
      return essenceOf(state);
    },
    mayAlso: (effect) => /^(Put|Delete)GroupPolicy /.test(effect) && effect.includes('acme-production'),
  };
}

/** Clients that lack their grant only, in a group whose grants go to policies that are shared. */
export function sharedPolicies(): Cast {
  return {
    name: 'client init, grants in shared policies',
    start: manyWithoutGrant(),
    actors: (count) => Array.from({ length: count }, (_, number) => init(`client-${39 - number}`)),
    // Which of the policies holds which grant is for those who come first to say.
    essence: ({ sandbox }) => grantsIn(sandbox.state()),
    mayAlso: (effect) =>
      isOwnProposal(effect) || /^(CreatePolicy|AttachGroupPolicy|SetDefault|Put)/.test(effect),
  };
}

export async function initAndRepair(): Promise<Cast> {
  const repair: Actor = {
    argv: ['org', 'repair', ...timeout, '--yes', '--json'],
  };
  return {
    name: 'client init and org repair',
    start: await withDamage(),
    actors: (count, random) => [
      repair,
      ...Array.from({ length: count - 1 }, () =>
        random() < 0.3 ? repair : init(names[2 + Math.floor(random() * 2)] ?? 'hooli'),
      ),
    ],
    // A client that is created before the repair lets root credentials be managed centrally has some.
    essence: ({ sandbox }) => essenceOf(withoutRootUsers(sandbox.state())),
  };
}

function withoutRootUsers(state: SandboxState): SandboxState {
  const iam = Object.entries(state.iam).map(([id, { root: _some, ...rest }]) => [id, rest] as const);
  return { ...state, iam: Object.fromEntries(iam) };
}

export const initAndAudit: Cast = {
  name: 'client init and org audit',
  start: 'base',
  actors: (count, random) => [
    audit,
    ...Array.from({ length: count - 1 }, (_, number) => (random() < 0.3 ? audit : init(names[number] ?? ''))),
  ],
  essence: whole,
};

/** What it sees half done it may report as a finding, and what it cannot enter yet as not audited. */
const audit: Actor = {
  argv: ['org', 'audit', '--json'],
  done: ({ code }: Exited) => code === 0 || code === 2 || code === 3,
};

export const orgInits: Cast = {
  name: 'org init, several times',
  start: 'empty',
  actors: (count) =>
    Array.from({ length: count }, () => ({
      argv: ['org', 'init', '--ops-email', 'aws+ops@example.com', ...timeout, '--yes', '--json'],
    })),
  essence: whole,
};

function manyWithoutGrant(): Start {
  const world = new World();
  world.sandbox.edit((state) => {
    addClients(state, 40);
    const without = new Set(Array.from({ length: 8 }, (_, number) => `/client-${39 - number}-production`));
    for (const { versions } of Object.values(iamOf(state, 'Ops').policies)) {
      for (const version of versions) {
        const left = readGrant(version.document)?.filter((arn) => !without.has(arn.slice(arn.indexOf('/'))));
        Object.assign(version, { document: canonicalJson(packedGrant(left ?? [])) });
      }
    }
  });
  return world.save();
}

/** Every grant of group production, as often as it is there. */
function grantsIn(state: SandboxState): readonly string[] {
  const { policies } = iamOf(state, 'Ops');
  const group = groupOf(state);
  const documents = [
    ...Object.values(group.inline).map(({ document }) => document),
    ...group.attached.map((arn) => {
      const policy = policies[arn];
      return policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? '{}';
    }),
  ];
  const arns = documents.flatMap((document) => readGrant(document) ?? []);
  return arns.map((arn) => withNames(arn, nameIds(state))).sort();
}
