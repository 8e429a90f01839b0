import { describe, expect, it } from 'vitest';
import { NotSent, organizationsRates, Rates, withMargin } from '../../src/aws/client/rates.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { Rates as AwsRates } from '../../src/sandbox/rates.ts';
import { services } from '../../src/sandbox/services.ts';

const [organizations] = services;

function rates(limits: { signal?: AbortSignal; deadline?: number } = {}) {
  const clock = new VirtualClock();
  const begun = clock.now();
  return { clock, begun, rates: new Rates(clock, limits) };
}

/** When each of so many calls at once is let through, in milliseconds. */
async function turns(count: number, take: () => Promise<void>, clock: VirtualClock): Promise<number[]> {
  const begun = clock.now();
  return Promise.all(
    Array.from({ length: count }, async () => {
      await take();
      return clock.now() - begun;
    }),
  );
}

describe('the rates of a run', () => {
  it('let the burst through at once and the rest one by one', async () => {
    const { clock, rates: own } = rates();
    const at = await turns(15, () => own.take('organizations', 'ListAccounts'), clock);
    expect(at.slice(0, 11)).toEqual(Array(11).fill(0));
    const gaps = at.slice(11).map((time, index) => time - (at[index + 10] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(125);
    for (const gap of gaps) expect(gap).toBeLessThan(130);
    expect(own.calls).toBe(15);
  });

  it.each(Object.entries(organizationsRates))(
    '%s: AWS never throttles what they let through',
    async (operation) => {
      const { clock, rates: own } = rates();
      const aws = new AwsRates();
      const answers: boolean[] = [];
      const call = async () => {
        await own.take('organizations', operation);
        answers.push(aws.take(organizations, operation, 'account', 'us-east-1', clock.now()));
      };
      await Promise.all(Array.from({ length: 40 }, call));
      clock.advance(3_000);
      await Promise.all(Array.from({ length: 40 }, call));
      expect(answers).toEqual(Array(80).fill(true));
    },
  );

  it('stay under what is published, and hold a large burst back by one call at least', () => {
    for (const [operation, published] of Object.entries(organizationsRates)) {
      const used = withMargin(published);
      expect(used.perSecond, operation).toBeLessThan(published.perSecond);
      expect(used.burst, operation).toBeLessThanOrEqual(published.burst - (published.burst > 3 ? 1 : 0));
      expect(used.burst, operation).toBeGreaterThanOrEqual(1);
    }
  });

  it('delay no first call of a short command', async () => {
    const { clock, begun, rates: own } = rates();
    for (const operation of Object.keys(organizationsRates)) await own.take('organizations', operation);
    await own.take('organizations', 'DescribeOrganization');
    await own.take('organizations', 'ListRoots');
    expect(clock.now()).toBe(begun);
  });

  it('are one for each operation of Organizations', async () => {
    const { clock, begun, rates: own } = rates();
    await turns(11, () => own.take('organizations', 'ListAccounts'), clock);
    await own.take('organizations', 'ListParents');
    expect(clock.now()).toBe(begun);
  });

  it('are one for all of STS', async () => {
    const { clock, rates: own } = rates();
    const at = await turns(1_200, () => own.take('sts', 'AssumeRole'), clock);
    const last = at.at(-1) ?? 0;
    expect(last).toBeGreaterThan(1_000);
    expect(last).toBeLessThan(1_200);
    const before = clock.now();
    await own.take('sts', 'GetCallerIdentity');
    expect(clock.now()).toBeGreaterThan(before);
  });

  it('are one for each account and region of CloudTrail', async () => {
    const { clock, rates: own } = rates();
    const look = (place: string) => turns(4, () => own.take('cloudtrail', 'LookupEvents', place), clock);
    const places = ['111111111111 us-east-1', '111111111111 eu-west-1', '222222222222 us-east-1'];
    for (const at of await Promise.all(places.map(look))) {
      expect(at.slice(0, 2)).toEqual([0, 0]);
      expect(at[2]).toBeGreaterThanOrEqual(500);
      expect(at[3]).toBeLessThan(1_020);
    }
    own.throttled('cloudtrail', 'LookupEvents', places[0]);
    const [first = 0] = await turns(1, () => own.take('cloudtrail', 'LookupEvents', places[0]), clock);
    expect(first).toBeGreaterThanOrEqual(500);
  });

  it('do not hold IAM or an operation without a published rate', async () => {
    const { clock, rates: own } = rates();
    expect(await turns(500, () => own.take('iam', 'GetRole'), clock)).toEqual(Array(500).fill(0));
    expect(await turns(500, () => own.take('organizations', 'DescribeHandshake'), clock)).toEqual(
      Array(500).fill(0),
    );
  });

  it('slow down when AWS throttles: somebody else is calling too', async () => {
    const { clock, rates: own } = rates();
    await own.take('organizations', 'ListAccounts');
    own.throttled('organizations', 'ListAccounts');
    const [first = 0] = await turns(1, () => own.take('organizations', 'ListAccounts'), clock);
    expect(first).toBeGreaterThanOrEqual(125);
    own.throttled('iam', 'GetRole');
    expect(await turns(1, () => own.take('iam', 'GetRole'), clock)).toEqual([0]);
  });

  it('gain nothing from a clock that is set back, and no more than the burst from one set forward', async () => {
    const { clock, rates: own } = rates();
    const set = { to: clock.now() };
    const moved = new Rates({ now: () => set.to, sleep: (time) => clock.sleep(time) }, {});
    for (let call = 0; call < 11; call++) await moved.take('organizations', 'ListAccounts');
    set.to -= 3_600_000;
    const back = turns(1, () => moved.take('organizations', 'ListAccounts'), clock);
    expect((await back)[0]).toBeLessThan(200);
    set.to += 7_200_000;
    expect(await turns(11, () => moved.take('organizations', 'ListAccounts'), clock)).toEqual(
      Array(11).fill(0),
    );
    expect((await turns(1, () => moved.take('organizations', 'ListAccounts'), clock))[0]).toBeGreaterThan(
      100,
    );
    expect(own.calls).toBe(0);
  });

  it('end the wait with the signal, and nothing is counted as sent', async () => {
    const interruption = new AbortController();
    const { clock, begun, rates: own } = rates({ signal: interruption.signal });
    await turns(3, () => own.take('organizations', 'CreateAccount'), clock);
    const waiting = own.take('organizations', 'CreateAccount');
    interruption.abort(new Error('interrupted'));
    await expect(waiting).rejects.toBeInstanceOf(NotSent);
    expect(clock.now()).toBe(begun);
    expect(own.calls).toBe(3);
  });

  it('refuse at once what would wait past the deadline, and take no turn for it', async () => {
    const clock = new VirtualClock();
    const begun = clock.now();
    const limits = { deadline: begun + 5_000 };
    const own = new Rates(clock, limits);
    await turns(3, () => own.take('organizations', 'CreateAccount'), clock);
    for (let time = 0; time < 5; time++) {
      await expect(own.take('organizations', 'CreateAccount')).rejects.toBeInstanceOf(NotSent);
    }
    expect(clock.now()).toBe(begun);
    limits.deadline = begun + 60_000;
    const [turn = 0] = await turns(1, () => own.take('organizations', 'CreateAccount'), clock);
    expect(turn).toBeLessThan(10_500);
  });
});
