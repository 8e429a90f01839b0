import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/aws/client/connect.ts';
import { readConfigFile } from '../../src/config/read.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

vi.mock('../../src/config/read.ts', { spy: true });
vi.mock('../../src/aws/client/connect.ts', { spy: true });

let here: TwoClients;
let config: string;

beforeAll(async () => {
  here = await twoClients();
  config = here.config('region: eu-central-1\nclient:\n  labels:\n    acme: { tier: gold }\n');
});
afterAll(() => here.remove());
beforeEach(() => vi.clearAllMocks());

describe('a command reads its configuration once, and opens one way to AWS', () => {
  it.each([
    ['client list'],
    ['client list --label tier=gold --profile management'],
    ['client show acme'],
    ['client terraform acme'],
    ['client terraform --all'],
    ['client profile acme'],
    ['client exec --all --dry-run -- true'],
    ['org audit --label tier=gold'],
  ])('%s', async (line) => {
    expect((await here.run(['--config', config, ...line.split(' ')])).stdout).not.toBe('');
    expect(vi.mocked(readConfigFile)).toHaveBeenCalledTimes(1);
    expect(vi.mocked(connect)).toHaveBeenCalledTimes(1);
  });
});
