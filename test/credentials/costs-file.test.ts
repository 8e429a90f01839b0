import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptText } from '../../src/credentials/checksummed-json.ts';
import { CostsFile } from '../../src/credentials/costs-file.ts';
import { sweep } from '../../src/credentials/sweep.ts';
import type { CostQuery, CostReading } from '../../src/model/costs.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 29);

let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-costs-'));
  now = start;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const whose = ['o-example', '111111111111', 'management', null];
const file = (of: readonly (string | null)[] = whose) => new CostsFile(folder, of, () => now);

const query: CostQuery = {
  start: '2026-09-01',
  end: '2026-12-01',
  granularity: 'month',
  metric: 'unblended',
};
const reading: CostReading = {
  ...query,
  periods: ['2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01'].slice(0, 3).map((first, at, all) => ({
    start: first,
    end: all[at + 1] ?? '2026-12-01',
    isEstimated: at === 2,
    amounts: [{ accountId: '111111111111', chargeType: 'Usage', amount: String(at), unit: 'USD' }],
  })),
  names: { '111111111111': 'acme' },
  requests: 2,
  readAt: start,
};

const onlyFile = () => join(folder, readdirSync(folder)[0] ?? '');

describe('kept costs', () => {
  it('are what was read', () => {
    expect(file().write(reading)).toBeNull();
    expect(file().read(query)).toEqual(reading);
  });

  it('answer a shorter period, and none that is longer or ends elsewhere', () => {
    file().write(reading);
    const shorter = { ...query, start: '2026-10-01' };
    expect(file().read(shorter)).toEqual({ ...reading, ...shorter, periods: reading.periods.slice(1) });
    expect(file().read({ ...query, start: '2026-08-01' })).toBeNull();
    expect(file().read({ ...query, end: '2027-01-01' })).toBeNull();
  });

  it('stay where a shorter period is read anew, which is answered by what is newest', () => {
    file().write(reading);
    now = start + hour;
    const shorter = { ...query, start: '2026-10-01' };
    const anew = { ...reading, ...shorter, periods: reading.periods.slice(1), readAt: now };
    file().write(anew);
    expect(file().read(query)).toEqual(reading);
    expect(file().read(shorter)).toEqual(anew);
    const longer = { ...reading, readAt: now + hour };
    now += hour;
    file().write(longer);
    expect(file().read(shorter)?.readAt).toBe(now);
  });

  it.each([
    ['another organization', ['o-other', '111111111111', 'management', null]],
    ['another account', ['o-example', '222222222222', 'management', null]],
    ['another profile', ['o-example', '111111111111', null, null]],
    ['another endpoint', ['o-example', '111111111111', 'management', 'http://127.0.0.1:1']],
  ])('do not answer %s', (_, of) => {
    file().write(reading);
    expect(file(of).read(query)).toBeNull();
  });

  it('do not answer another metric, or by day', () => {
    file().write(reading);
    expect(file().read({ ...query, metric: 'amortized' })).toBeNull();
    expect(file().read({ ...query, granularity: 'day' })).toBeNull();
  });

  it('are used for 8 hours, and not where they are of the future', () => {
    file().write(reading);
    now = start + 8 * hour - 1;
    expect(file().read(query)).not.toBeNull();
    now = start + 8 * hour;
    expect(file().read(query)).toBeNull();
    now = start - hour;
    expect(file().read(query)).toBeNull();
  });

  it('go when others are kept, once they are too old', () => {
    file().write(reading);
    now = start + 9 * hour;
    file().write({ ...reading, metric: 'amortized', readAt: now });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('are kept beside what cannot be removed', () => {
    mkdirSync(join(folder, '_costs-0123456789abcdef.json'));
    expect(file().write(reading)).toBeNull();
    expect(file().read(query)).toEqual(reading);
  });

  it('are not kept where they are too large to be read again, and say so', () => {
    const [first, ...periods] = reading.periods;
    if (first === undefined) throw new Error('no period');
    const [amount] = first.amounts;
    if (amount === undefined) throw new Error('no amount');
    const huge = { ...first, amounts: [{ ...amount, chargeType: 'x'.repeat(65 * 1_048_576) }] };
    expect(file().write({ ...reading, periods: [huge, ...periods] })).toContain('larger than');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('go with sessions that have ended, after a week', () => {
    file().write(reading);
    sweep(folder, start + 6 * 24 * hour);
    expect(readdirSync(folder)).toHaveLength(1);
    sweep(folder, start + 8 * 24 * hour);
    expect(readdirSync(folder)).toHaveLength(0);
  });

  it('are not used where others could read or write them, or the file is a link', () => {
    file().write(reading);
    chmodSync(onlyFile(), 0o644);
    expect(file().read(query)).toBeNull();
    const elsewhere = join(folder, 'elsewhere');
    chmodSync(onlyFile(), 0o600);
    const kept = onlyFile();
    writeFileSync(elsewhere, readFileSync(kept), { mode: 0o600 });
    rmSync(kept);
    symlinkSync(elsewhere, kept);
    expect(file().read(query)).toBeNull();
  });

  it('are not used in a folder that is open to others', () => {
    file().write(reading);
    chmodSync(folder, 0o755);
    expect(file().read(query)).toBeNull();
  });

  it.each([
    ['an amount is a number', { ...reading, periods: [{ ...reading.periods[0], amounts: [{ amount: 1 }] }] }],
    ['a period has no end', { ...reading, periods: [{ start: '2026-09-01' }] }],
    ['it was read at another time than it says', { ...reading, readAt: start - 1 }],
    ['names are missing', { ...reading, names: null }],
  ])('are not used where %s, though the sum is right', (_, content) => {
    file().write(reading);
    const { sum: _sum, ...entry } = JSON.parse(readFileSync(onlyFile(), 'utf8'));
    writeFileSync(onlyFile(), keptText({ ...entry, reading: content }), { mode: 0o600 });
    expect(file().read(query)).toBeNull();
  });

  it('are not used where a digit has changed', () => {
    file().write(reading);
    const text = readFileSync(onlyFile(), 'utf8').replace('"amount":"2"', '"amount":"3"');
    writeFileSync(onlyFile(), text, { mode: 0o600 });
    expect(file().read(query)).toBeNull();
  });

  it('need a folder: without one it says why', () => {
    const none = new CostsFile(null, whose, () => now);
    expect(none.read(query)).toBeNull();
    expect(none.write(reading)).toContain('cannot find your home folder');
  });
});
