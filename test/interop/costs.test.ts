import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv, type Keys } from './support/environment.ts';

const script = fileURLToPath(new URL('boto3-costs.py', import.meta.url));
const programs = inject('programs');

/** What accounts cost, asked for by the clients of others. */
describe.skipIf(!programs.aws && !programs.boto3)('Cost Explorer of a served sandbox', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let range: { readonly start: string; readonly end: string };

  const call = (command: string, words: readonly string[], keys: Keys = served.profiles.management) =>
    run(command, words, {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, keys)),
      cwd: workshop.folder,
    });

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
    // The two months before this one, which do not change any more while the tests run.
    const now = new Date();
    const first = (months: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)).toISOString().slice(0, 10);
    range = { start: first(-2), end: first(0) };
    const sandbox = openSandbox({ stateFile: served.stateFile });
    sandbox.edit((state) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops');
      if (ops !== undefined) state.accounts[ops.id] = { ...ops, joinedAt: 0 };
      state.costExplorer = { pageSize: 100 };
    });
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  const ask = (...words: string[]) => [
    ...['ce', 'get-cost-and-usage', '--output', 'json', '--metrics', 'UnblendedCost', 'AmortizedCost'],
    ...['--time-period', `Start=${range.start},End=${range.end}`, ...words],
  ];

  test.skipIf(!programs.aws)(
    'the AWS CLI reads groups, names and totals, and says why it is refused',
    async () => {
      const byAccount = await call(
        'aws',
        ask('--granularity', 'MONTHLY', '--group-by', 'Type=DIMENSION,Key=LINKED_ACCOUNT'),
      );
      expect(byAccount.code, byAccount.stderr).toBe(0);
      const { DimensionValueAttributes, GroupDefinitions, ResultsByTime } = JSON.parse(byAccount.stdout);
      expect(GroupDefinitions).toEqual([{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }]);
      expect(DimensionValueAttributes.map(({ Attributes }: { Attributes: object }) => Attributes)).toEqual([
        { description: 'management' },
        { description: 'Ops' },
      ]);
      expect(ResultsByTime).toMatchObject([
        { TimePeriod: { Start: range.start }, Groups: [{}, {}], Total: {} },
        { TimePeriod: { End: range.end }, Groups: [{}, {}], Total: {} },
      ]);
      const refused = await call('aws', ask('--granularity', 'MONTHLY'), served.profiles.ops);
      expect(refused.stderr).toContain('An error occurred (AccessDeniedException)');
      const wrong = await call(
        'aws',
        ask('--granularity', 'MONTHLY', '--group-by', 'Type=LINKED_ACCOUNT,Key=x'),
      );
      expect(wrong.stderr).toContain('(ValidationException)');
      expect(wrong.stderr).toContain('Group Definition type is invalid.');
    },
  );

  test.skipIf(!programs.boto3)('boto3 adds up all pages to the total that is asked for at once', async () => {
    const sandbox = openSandbox({ stateFile: served.stateFile });
    const before = sandbox.paidRequests();
    const ended = await call('python3', [script, range.start, range.end]);
    expect(ended.code, ended.stderr).toBe(0);
    const { total, groups, pages, error } = JSON.parse(ended.stdout);
    expect(pages).toBe(Math.ceil(groups / 100));
    expect(pages).toBeGreaterThan(1);
    expect(error).toBe('ValidationException');
    expect(sandbox.paidRequests() - before).toBe(pages);
    const { CostExplorerClient, GetCostAndUsageCommand } = await import('@aws-sdk/client-cost-explorer');
    const client = new CostExplorerClient({
      region: 'us-east-1',
      requestHandler: sandbox.requestHandler,
      credentials: sandbox.profiles.management,
    });
    const { ResultsByTime = [] } = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: range.start, End: range.end },
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
      }),
    );
    const units = (text: string) => {
      const [whole = '', fraction = ''] = text.split('.');
      return BigInt(whole + fraction.padEnd(10, '0'));
    };
    const sum = ResultsByTime.reduce(
      (all, { Total }) => all + units(Total?.['UnblendedCost']?.Amount ?? ''),
      0n,
    );
    expect(units(total)).toBe(sum);
  });
});
