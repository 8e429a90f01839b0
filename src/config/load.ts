import { resolve } from 'node:path';
import type { Ignore } from '../model/checks.ts';
import type { CostMetric } from '../model/costs.ts';
import { defaultStructure, type Structure } from '../model/structure.ts';
import { type ConfigDisk, nodeDisk } from './disk.ts';
import { findConfigFile } from './find.ts';

/** Everything that can be configured, defaults filled in. */
export interface Config {
  readonly structure: Structure;
  /** Names of AWS profiles; null leaves the choice to AWS's own chain (`AWS_PROFILE`, `default`, …). */
  readonly profiles: { readonly management: string | null; readonly ops: string | null };
  readonly region: string | null;
  /** Findings that org audit does not report. */
  readonly ignores: readonly Ignore[];
  readonly costs: {
    /** Whether a person is asked before a request is sent that AWS bills. */
    readonly ask: boolean;
    readonly metric: CostMetric;
  };
  /** Absolute path of the file that this was read from; null when there is none and all is default. */
  readonly file: string | null;
}

/** What holds where no file says otherwise. */
export const defaultConfig: Config = {
  structure: defaultStructure,
  profiles: { management: null, ops: null },
  region: null,
  ignores: [],
  costs: { ask: true, metric: 'unblended' },
  file: null,
};

/**
 * The configuration: from `file`, or else from the nearest `diverst.config.{yaml,yml,json}` upwards of `cwd`, or else
 * the defaults.
 *
 * @param where `cwd` an absolute path; `file` the value of `--config`, relative to `cwd`
 * @throws ConfigError with every problem at once
 */
export async function loadConfig(
  where: { readonly cwd: string; readonly file?: string | undefined },
  disk: ConfigDisk = nodeDisk,
): Promise<Config> {
  const file =
    where.file === undefined ? await findConfigFile(where.cwd, disk) : resolve(where.cwd, where.file);
  if (file === null) return defaultConfig;
  // The YAML parser and the validation take longer to load than a cached answer takes in all: no file, no parser.
  const [{ readConfigFile }, { ciRoles }] = await Promise.all([
    import('./read.ts'),
    import('./ci-section.ts'),
  ]);
  const { profiles, region, organization, client, environment, audit, people, trail, guardrails, costs } =
    await readConfigFile(file, disk);
  const { groups, environments, ...ofOrganization } = organization;
  const { kinds } = defaultStructure;
  const { accounts, ...ofEnvironments } = environment ?? {};
  return {
    structure: {
      ...ofOrganization,
      people: people === false ? null : { ...people, group: groups.people },
      trail: trail === false ? null : trail,
      guardrails: guardrails === false ? null : guardrails,
      groups: { admin: groups.admin },
      kinds: {
        client: { ...kinds.client, ...client, ci: ciRoles(client.ci), group: groups.production },
        environment: {
          ...kinds.environment,
          ...ofEnvironments,
          ci: ciRoles(environment?.ci ?? []),
          names: accounts ?? environments ?? [],
          isExpected: environment !== undefined,
        },
      },
    },
    profiles,
    region,
    ignores: audit.ignore,
    costs,
    file,
  };
}
