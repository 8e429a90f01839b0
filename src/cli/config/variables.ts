import { nearestNames } from '../../model/account-name.ts';

/** The environment variables with our prefix that diverst reads or sets. */
export const knownVariables = [
  'DIVERST_ASSUMING',
  'DIVERST_BASE',
  'DIVERST_CLIENT',
  'DIVERST_ENVIRONMENT',
  'DIVERST_EXPIRES',
  'DIVERST_MFA_PROCESS',
  'DIVERST_PLAIN',
  'DIVERST_SANDBOX',
  'DIVERST_SANDBOX_LATENCY',
  'DIVERST_SANDBOX_STATE',
] as const;

const prefix = 'DIVERST_';

/** Variables that look like a setting of diverst and are none, by name. */
export function unknownVariables(env: NodeJS.ProcessEnv): readonly string[] {
  const known: ReadonlySet<string> = new Set(knownVariables);
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .sort();
}

/** The variable that was probably meant. */
export function nearestVariable(name: string): string | undefined {
  return nearestNames(name, knownVariables, 1)[0];
}
