import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { copyEvents, FileHistory, removeEvents } from '../../../src/sandbox/cloudtrail/event-file.ts';
import type { HistoryEntry } from '../../../src/sandbox/cloudtrail/history.ts';
import type { TrailEvent } from '../../../src/sandbox/cloudtrail/trail-event.ts';
import { program, start, temporaryFolder } from '../../files/workers.ts';
import { world } from '../world.ts';
import { recordsOf } from './recorded.ts';

const accountId = '111122223333';
const region = 'us-east-1';

function entry(number: number): HistoryEntry {
  const event: TrailEvent = {
    eventVersion: '1.11',
    userIdentity: { type: 'Root' },
    eventTime: '2030-01-01T00:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: `Call${number}`,
    awsRegion: region,
    sourceIPAddress: '192.0.2.1',
    userAgent: 'test',
    requestParameters: null,
    responseElements: null,
    eventID: String(number),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
  return { accountId, region, at: 1_000 + number, key: String(number), event: () => event };
}

const stateFile = () => join(temporaryFolder(), 'state.json');
const namesIn = (history: FileHistory) => history.of(accountId, region).map((each) => each.event().eventName);

test('what one process records another one looks up', async () => {
  const file = stateFile();
  const [one, other] = [world({ stateFile: file }), world({ stateFile: file })];
  expect(await recordsOf(other.cloudtrail(), 'GetCallerIdentity')).toEqual([]);
  await one.sts().send(new GetCallerIdentityCommand({}));
  expect(await recordsOf(other.cloudtrail(), 'GetCallerIdentity')).toMatchObject([
    { userIdentity: { userName: 'management-admin' } },
  ]);
});

test('a call that reads leaves the state file alone', async () => {
  const file = stateFile();
  const { sts } = world({ stateFile: file });
  const before = statSync(file);
  await sts().send(new GetCallerIdentityCommand({}));
  expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  expect(readFileSync(`${file}.events`, 'utf8').split('\n')).toHaveLength(2);
  expect(statSync(`${file}.events`).mode & 0o777).toBe(0o600);
});

test('damaged lines and one that is not whole yet are passed over', () => {
  const file = stateFile();
  const history = new FileHistory(file);
  history.append([entry(1)]);
  appendFileSync(
    `${file}.events`,
    'nonsense\n{"at":1}\n{"at":1,"key":"x","event":{"eventName":"x"}}\nnull\n\n',
  );
  history.append([entry(2)]);
  const line = `${JSON.stringify({ at: 1_003, key: '3', event: entry(3).event() })}\n`;
  appendFileSync(`${file}.events`, line.slice(0, 30));
  expect(namesIn(history)).toEqual(['Call1', 'Call2']);
  appendFileSync(`${file}.events`, line.slice(30));
  expect(namesIn(history)).toEqual(['Call1', 'Call2', 'Call3']);
  expect(namesIn(new FileHistory(file))).toEqual(['Call1', 'Call2', 'Call3']);
});

test('it stays within its bound, and the oldest go first', () => {
  const file = stateFile();
  const largest = 20_000;
  const [history, reader] = [new FileHistory(file, largest), new FileHistory(file, largest)];
  for (let number = 0; number < 1_000; number += 1) {
    history.append([entry(number)]);
    if (number % 7 === 0) expect(namesIn(reader).at(-1)).toBe(`Call${number}`);
  }
  const sizes = ['.events', '.events.1'].map((part) => statSync(file + part).size);
  expect(Math.max(...sizes)).toBeLessThan(largest + 1_000);
  const names = namesIn(reader);
  expect(names.length).toBeGreaterThan(20);
  expect(names).toEqual(namesIn(new FileHistory(file)));
  expect(names).toEqual(names.map((_, index) => `Call${1_000 - names.length + index}`));
  expect(reader.count()).toBe(names.length);
});

test('many events at once keep the bound too', () => {
  const file = stateFile();
  const many = Array.from({ length: 3_000 }, (_, number) => entry(number));
  const history = new FileHistory(file, 300_000);
  history.append(many);
  const sizes = ['.events', '.events.1'].map((part) => statSync(file + part).size);
  expect(Math.max(...sizes)).toBeLessThan(600_000);
  expect(namesIn(history).at(-1)).toBe('Call2999');
});

const writer = `
  import { FileHistory } from '#src/sandbox/cloudtrail/event-file.ts';
  const [, , file, name] = process.argv;
  const history = new FileHistory(file, 60_000);
  for (let number = 0; number < 60; number += 1) {
    const texts = { recipientAccountId: '111122223333', awsRegion: 'us-east-1', eventID: 'x', eventSource: 'x', eventTime: 'x' };
    const event = { ...texts, eventName: name + number, userIdentity: {}, requestParameters: { text: 'x'.repeat(300) } };
    history.append([{ accountId: '', region: '', at: number, key: name + number, event: () => event }]);
  }
`;

test('processes that write side by side lose nothing of each other, also when the file is set aside', async () => {
  const file = stateFile();
  const path = await program(writer);
  const results = await Promise.all(['a', 'b', 'c'].map((name) => start(path, [file, name]).ended));
  expect(results).toEqual(Array(3).fill({ code: 0, stderr: '' }));
  expect(existsSync(`${file}.events.1`)).toBe(true);
  expect(new Set(namesIn(new FileHistory(file))).size).toBe(180);
});

test('a history that cannot be kept does not stop a call', async () => {
  const file = stateFile();
  const { sts } = world({ stateFile: file });
  writeFileSync(join(file, '..', 'not-a-folder'), '');
  const nowhere = new FileHistory(join(file, '..', 'not-a-folder', 'state.json'));
  nowhere.append([entry(1)]);
  expect(namesIn(nowhere)).toEqual([]);
  await sts().send(new GetCallerIdentityCommand({}));
});

test('it is copied and taken away with its state', () => {
  const [file, copy] = [stateFile(), stateFile()];
  const history = new FileHistory(file, 100);
  for (const number of [1, 2]) history.append([entry(number)]);
  history.append([entry(3)]);
  new FileHistory(copy).append([entry(4)]);
  copyEvents(file, copy);
  expect(namesIn(new FileHistory(copy))).toEqual(namesIn(history));
  removeEvents(file);
  expect(namesIn(history)).toEqual([]);
  expect(existsSync(`${file}.events`) || existsSync(`${file}.events.1`)).toBe(false);
  expect(namesIn(new FileHistory(file))).toEqual([]);
});
