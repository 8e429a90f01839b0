import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptOwner } from '../../src/credentials/request-key.ts';
import { UseCounts } from '../../src/credentials/use-counts.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { environmentIn } from '../support/environments.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  let here: TwoClients;
  let file: string;

  beforeEach(async () => {
    here = await twoClients();
    environmentIn(here.organization, 'staging', 'tools');
    file = join(here.sessions, 'uses.json');
  });
  afterEach(() => here.remove());

  const use = async (client: string, ...more: readonly string[]) =>
    expect((await here.run([tested.command, 'assume', client, '--format', 'json', ...more])).code).toBe(0);

  async function offered(): Promise<readonly string[]> {
    const picked = await here.run([tested.command, 'assume', '--format', 'json'], { answer: true });
    expect(picked.code).toBe(0);
    return picked.offered[0] ?? [];
  }

  describe('the clients to choose from', () => {
    it('come by name where none was used', async () => {
      expect(await offered()).toEqual([tested.name, tested.other]);
    });

    it('come with the most used first, from a file of the user’s own', async () => {
      for (const client of [tested.name, tested.other, tested.other]) await use(client);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        format: 1,
        uses: {
          [keptOwner({ noun: tested.noun, name: tested.other })]: 2,
          [keptOwner({ noun: tested.noun, name: tested.name })]: 1,
        },
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await offered()).toEqual([tested.other, tested.name]);
    });

    it('are not counted with --no-cache', async () => {
      await use(tested.other, '--no-cache');
      expect(await offered()).toEqual([tested.name, tested.other]);
    });

    it.each<[string, () => void]>([
      ['not JSON', () => writeFileSync(file, 'nonsense')],
      ['null', () => writeFileSync(file, 'null')],
      ['of another format', () => writeFileSync(file, `{"format":2,"uses":{"${tested.other}":9}}`)],
      ['a list', () => writeFileSync(file, '{"format":1,"uses":[]}')],
      [
        'full of other things',
        () => writeFileSync(file, `{"format":1,"uses":{"${tested.other}":"9","${tested.name}":-1,"x":1e99}}`),
      ],
      ['open to others', () => chmodSync(file, 0o666)],
      [
        'a link',
        () => {
          rmSync(file);
          writeFileSync(join(here.folder, 'elsewhere'), `{"format":1,"uses":{"${tested.other}":9}}`, {
            mode: 0o600,
          });
          symlinkSync(join(here.folder, 'elsewhere'), file);
        },
      ],
      [
        'a folder',
        () => {
          rmSync(file);
          mkdirSync(file);
        },
      ],
    ])('come by name where the file is %s', async (_name, damage) => {
      await use(tested.other);
      damage();
      expect(await offered()).toEqual([tested.name, tested.other]);
    });

    it('cost the cached answer nothing: it counts no use', async () => {
      await use(tested.name);
      utimesSync(file, 1, 1);
      const { fastAnswer } = await import('../../src/credentials/fast-answer.ts');
      const words = [tested.command, 'assume', tested.name, '--format', 'credential-process'];
      const state = join(here.folder, 'state.json');
      const env = { DIVERST_SANDBOX_STATE: state };
      expect(fastAnswer(words, env, here.folder, here.organization.clock.now(), () => state)).toContain(
        'ASIA',
      );
      expect(statSync(file).mtimeMs).toBe(1_000);
    });
  });

  it('of more than a thousand clients the least used are forgotten', () => {
    const uses = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`client-${index}`, index + 2]),
    );
    mkdirSync(here.sessions, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ format: 1, uses }), { mode: 0o600 });
    const counts = new UseCounts(here.sessions);
    counts.add('client-0');
    counts.add('new');
    counts.add('client-7');
    const after = counts.read();
    expect({ size: after.size, new: after.get('new'), used: after.get('client-7') }).toEqual({
      size: 1_000,
      new: undefined,
      used: 10,
    });
  });
});
