import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baseState } from '../../src/sandbox/base.ts';
import { fileStore, overwriteStateFile, SandboxStateError } from '../../src/sandbox/store.ts';
import { program, start, temporaryFolder } from '../files/workers.ts';

const initial = () => baseState({ now: 0, secret: 'ab'.repeat(32) });

const writer = `
  import { fileStore } from '#src/sandbox/store.ts';
  import { baseState } from '#src/sandbox/base.ts';
  import { newAccountId } from '#src/sandbox/ids.ts';
  const store = fileStore(process.argv[2], () => baseState({ now: 0, secret: 'ab'.repeat(32) }));
  for (let i = 0; i < 20; i += 1) {
    store.read();
    store.update((state) => {
      const id = newAccountId(state);
      state.accounts[id] = { id, name: 'x', email: id, parentId: '', joinedMethod: 'CREATED', joinedAt: 0, state: 'ACTIVE', tags: {} };
    });
  }
`;

test('what one store changes another one on the same file reads', () => {
  const file = join(temporaryFolder(), 'deep', 'er', 'state.json');
  const [one, other] = [fileStore(file, initial), fileStore(file, initial)];
  expect(other.read().accountQuota).toBe(2000);
  one.update((state) => {
    state.accountQuota = 7;
  });
  expect(other.read().accountQuota).toBe(7);
  expect(other.update((state) => state.accountQuota)).toBe(7);
});

test('a file that has not changed is not read again', () => {
  const store = fileStore(join(temporaryFolder(), 'state.json'), initial);
  store.update(() => undefined);
  expect(store.read()).toBe(store.read());
});

test('a change that throws is not kept, even where it had begun', () => {
  const file = join(temporaryFolder(), 'state.json');
  const store = fileStore(file, initial);
  store.read();
  const before = readFileSync(file, 'utf8');
  expect(() =>
    store.update((state) => {
      state.accountQuota = 7;
      throw new Error('half-way');
    }),
  ).toThrow('half-way');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(store.read().accountQuota).toBe(2000);
});

test('reading changes nothing on the disk', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'state.json');
  const store = fileStore(file, initial);
  store.read();
  const { mtimeNs, ino } = statSync(file, { bigint: true });
  store.read();
  expect(statSync(file, { bigint: true })).toMatchObject({ mtimeNs, ino });
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('eight processes on one file lose nothing and give no id twice', async () => {
  const file = join(temporaryFolder(), 'state.json');
  const path = await program(writer);
  const children = Array.from({ length: 8 }, () => start(path, [file]));
  for (const child of children) expect(await child.ended).toEqual({ code: 0, stderr: '' });
  const base = Object.keys(initial().accounts).length;
  expect(Object.keys(fileStore(file, initial).read().accounts)).toHaveLength(base + 160);
});

test.each([
  ['no JSON', '{"format":1,', 'it is not JSON'],
  ['another format', '{"format":99}', 'it is not the state of a sandbox of this version'],
  ['something else', 'null', 'it is not the state of a sandbox of this version'],
  ['parts missing', '{"format":1,"secret":"ab"}', 'it lacks "accounts"'],
])(
  'a file with %s is an error that names the file and the way out, until it is overwritten',
  (_, text, reason) => {
    const file = join(temporaryFolder(), 'state.json');
    writeFileSync(file, text);
    const store = fileStore(file, initial);
    for (const use of [() => store.read(), () => store.update(() => undefined)]) {
      expect(use).toThrow(SandboxStateError);
      expect(use).toThrow(`${file} cannot be used: ${reason}`);
      expect(use).toThrow(`diverst sandbox reset --sandbox-state ${file}`);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
    overwriteStateFile(file, initial());
    expect(store.read().accountQuota).toBe(2000);
  },
);
