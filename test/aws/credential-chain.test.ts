import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle } from '../../bin/bundle.mjs';

// As it is published: the modules of the SDK that bundles are made of load the chain later than those that Node takes.
const entry = `
  import { awsTransport } from '#src/aws/network/transport.ts';
  const { credentials } = await awsTransport({ region: 'us-east-1', env: process.env, chain: null });
  const all = await Promise.all([credentials(), credentials(), credentials()]);
  console.log(JSON.stringify(all.map(({ accessKeyId }) => accessKeyId)));
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-chain-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('callers at the same time share one call for the credentials of a container', async () => {
  const source = join(folder, 'entry.ts');
  const program = join(folder, 'entry.mjs');
  writeFileSync(source, entry);
  await bundle(source, program, { '#src': resolve(import.meta.dirname, '../../src') });
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    response.end(
      JSON.stringify({ AccessKeyId: `ASIA${calls}`, SecretAccessKey: 's', Token: 't', Expiration }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as AddressInfo;
    const env = {
      HOME: folder,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
    expect(JSON.parse(stdout)).toEqual(['ASIA1', 'ASIA1', 'ASIA1']);
    expect(calls).toBe(1);
  } finally {
    server.close();
  }
});
