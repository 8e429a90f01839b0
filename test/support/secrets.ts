import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';

/** Collects every secret that a sandbox answers with, besides those that its state holds. */
export function watchSecrets(sandbox: Sandbox): () => readonly string[] {
  const seen = new Set<string>();
  const { requestHandler } = sandbox;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const answer = await handle(request, options);
    const { body } = answer.response;
    if (body instanceof Uint8Array) {
      const text = Buffer.from(body).toString();
      for (const [, secret = ''] of text.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g))
        seen.add(secret);
    }
    return answer;
  };
  return () => [...seen, ...longTermSecrets(sandbox.state())];
}

/** The secrets that a sandbox's file and the sessions kept beside it hold. */
export function secretsOnDisk(stateFile: string): readonly string[] {
  const secrets: string[] = [];
  const state = read(stateFile);
  if (isState(state)) secrets.push(...longTermSecrets(state));
  const sessions = `${stateFile}.sessions`;
  for (const name of existsSync(sessions) ? namesIn(sessions) : []) {
    const entry = read(resolve(sessions, name)) as { readonly session?: Readonly<Record<string, unknown>> };
    for (const secret of [entry?.session?.secretAccessKey, entry?.session?.sessionToken])
      if (typeof secret === 'string') secrets.push(secret);
  }
  return secrets;
}

/** No secret, and nothing that looks like a session token of a sandbox, is in what was said. */
export function expectNoSecret(said: string, secrets: readonly string[]): void {
  const found = secrets.filter((secret) => said.includes(secret));
  expect(found, 'secrets in what was said').toEqual([]);
  // The beginning of a token's content, which every one of them has.
  const tokenStart = Buffer.from('{"principal"').toString('base64url').slice(0, 15);
  expect(said.includes(tokenStart), 'a session token in what was said').toBe(false);
}

function longTermSecrets({ accessKeys, secret }: SandboxState): readonly string[] {
  return [secret, ...Object.values(accessKeys).map(({ secretAccessKey }) => secretAccessKey)].filter(
    (one) => one.length > 8,
  );
}

function isState(value: unknown): value is SandboxState {
  return typeof value === 'object' && value !== null && 'accessKeys' in value && 'secret' in value;
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
