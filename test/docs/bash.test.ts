import { describe, expect, it, vi } from 'vitest';
import { type Outcome, runInBash } from './support/bash.ts';

const codes = (outcomes: readonly Outcome[]) => outcomes.map(({ code }) => code);

describe('commands in one bash', () => {
  it('share it, and each has its own exit code and output', async () => {
    const outcomes = await runInBash(
      ['word=one', 'echo "$word"; echo two >&2', 'false | cat', '(exit 7)'],
      120_000,
    );
    expect(codes(outcomes)).toEqual([0, 0, 1, 7]);
    expect(outcomes[1]?.output).toBe('one\ntwo\n');
  });

  it('are not reached behind one that ends the shell, or that does not end', async () => {
    expect(codes(await runInBash(['true', 'exit 0', 'true'], 120_000))).toEqual([0, null, null]);
    expect(codes(await runInBash(['sleep 60'], 300))).toEqual([null]);
  });

  it('report what was called within them', async () => {
    const [outcome] = await runInBash(['eval "$(diverst client assume nobody)"'], 120_000);
    expect(outcome).toMatchObject({ code: 1, calls: [{ words: 'diverst client assume nobody', code: 1 }] });
    expect(outcome?.output).toContain('nobody');
  });

  it('have a person who answers, tools of AWS that want credentials, and no npm', async () => {
    const outcomes = await runInBash(
      [
        'diverst client init acme',
        'terraform plan',
        'aws sts get-caller-identity --profile acme',
        'diverst client exec acme -- terraform plan',
        'diverst client exec acme --refresh -- aws s3 ls',
        'diverst client profile acme --write',
        'aws sts get-caller-identity --profile acme',
        'npm run bench',
      ],
      120_000,
    );
    expect(codes(outcomes)).toEqual([0, 253, 253, 0, 0, 0, 0, 64]);
  });

  it('leave nothing behind', async () => {
    const [served] = await runInBash(['diverst sandbox serve', 'true'], 120_000);
    expect(served?.code).toBe(0);
    const [, endpoint = ''] = /AWS_ENDPOINT_URL='([^']+)'/.exec(served?.output ?? '') ?? [];
    await vi.waitFor(() => expect(fetch(endpoint)).rejects.toThrow('fetch failed'), 120_000);
  });
});
