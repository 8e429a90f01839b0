import { afterAll, expect, it } from 'vitest';
import { type Cast, partsOfKind } from './cast.ts';
import { type Drift, notOfEnvironments, nouns, ofKind, type Rewriting } from './drift.ts';
import { allDrifts } from './drifts.ts';
import { cleanUp, isShared, open, prepared } from './prepared.ts';
import { allRewritings } from './rewritings.ts';

/** That no change passes environments by: each is tried for them, or says why not. */

afterAll(cleanUp);

const changes: readonly (Drift | Rewriting)[] = [...allDrifts, ...allRewritings];

/** Configurations in which something is asked of the roles of a kind: whatever is changed then is about the kind. */
const ofRoles: readonly unknown[] = ['mfa', 'path', 'session', 'boundary'];

/** The parts of its cast, about a kind of account, that a change goes by. */
async function partsRead({ config, apply }: Drift | Rewriting): Promise<readonly string[]> {
  const isOwn = config !== undefined && (!isShared(config) || config === 'ci');
  const ground = await prepared(isOwn ? config : 'default');
  const read = new Set<string>();
  const cast: Cast = new Proxy(ground.cast, {
    get(target, part) {
      if (partsOfKind.has(String(part))) read.add(String(part));
      return Reflect.get(target, part);
    },
  });
  open(ground).sandbox.edit((state) => apply(state, cast));
  return [...read];
}

it('what is left out for environments says nothing of a kind, or has a reason of its own', async () => {
  const wrong: string[] = [];
  for (const change of changes) {
    const reason = change.kinds?.environment;
    const isOfNoKind = (await partsRead(change)).length === 0 && !ofRoles.includes(change.config);
    if (reason === 'base' && !isOfNoKind) wrong.push(`${change.name}: is about a kind of account`);
    if (isOfNoKind && typeof reason !== 'string')
      wrong.push(`${change.name}: says nothing of a kind, and is tried twice`);
    if (change.config === 'staging' && typeof reason !== 'string')
      wrong.push(`${change.name}: the configuration only has names`);
  }
  expect(wrong).toEqual([]);
});

it('what is about clients and never tried for environments is known by name', () => {
  const leftOut = changes.filter(
    ({ kinds }) => typeof kinds?.environment === 'string' && kinds.environment === 'unit',
  );
  expect(leftOut.map(({ name }) => name)).toEqual([
    'an account in Production that cannot be a client',
    'renamed client: as an environment, in Production',
    'renamed client: as an environment, among these',
    'renamed client: among the environments, without its grant',
    'renamed client: among the environments, without its role',
    'renamed client: in an OU that nobody knows',
    'renamed client: as an environment, and somebody outside gets in',
    'renamed client: as an environment, and without a trace of the client',
    'renamed client: in an OU that nobody knows, and without a trace of the client',
  ]);
});

it('most of what is tried is tried for each kind', () => {
  const [clients, environments] = nouns.map((noun) => ofKind(noun, changes).length);
  const reasons = changes.flatMap(({ kinds }) =>
    typeof kinds?.environment === 'string' ? [kinds.environment] : [],
  );
  expect((clients ?? 0) - (environments ?? 0)).toBe(reasons.length);
  expect([...new Set(reasons)].sort()).toEqual(Object.keys(notOfEnvironments).sort());
  expect(environments).toBeGreaterThan(380);
});
