import type { SandboxState } from '../../src/sandbox/state.ts';
import { mutations, runCli, type TestOrganization } from './cli.ts';
import { madeClients } from './made-clients.ts';
import { roleOf } from './state.ts';

export interface Result {
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly repaired: readonly string[];
  readonly left: readonly { readonly id: string }[] | null;
  readonly notices: readonly string[];
}

export const everyone = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
});
export const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** An organization with two clients, clean. */
export function clean(): Promise<TestOrganization> {
  return madeClients({ rates: true });
}

export function setTrust(state: SandboxState, client: string, document: string): void {
  const role = roleOf(state, client);
  Object.assign(role, { trust: { ...role.trust, document, effectiveAt: 0 } });
}

export const trustOf = ({ sandbox }: TestOrganization, client: string): string =>
  JSON.stringify(roleOf(sandbox.state(), client).trust);

export async function repair(organization: TestOrganization, ...more: readonly string[]) {
  const { sandbox } = organization;
  const before = mutations(sandbox).length;
  const result = await runCli(organization, ['org', 'repair', '--yes', '--json', ...more]);
  return { ...result, calls: mutations(sandbox).slice(before) };
}
