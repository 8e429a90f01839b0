import type { Config } from '../../../config/load.ts';
import { accountWords, commandOf, refText } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import { accountJson, type GrantedAccount } from '../../../model/granted-accounts.ts';
import {
  type BackendAccess,
  STATE_KEY,
  stateBucket,
  terraformBackend,
} from '../../../views/terraform/backend.ts';
import { terraformStateBucket } from '../../../views/terraform/state-bucket.ts';
import type { CommandContext } from '../../context.ts';
import { say } from '../../notices.ts';
import { repeatedOptions } from '../../open-session.ts';
import { isSandbox } from '../../sandbox/state-path.ts';
import { validRegion } from '../../valid-region.ts';
import { sayCredentials, terraformSession } from './credentials.ts';
import type { TerraformOptions, TerraformWish, Way } from './options.ts';
import type { Made } from './output.ts';

/**
 * The backend of one account, or the bucket that it needs.
 * @param find the account
 */
export async function backendOf(
  wish: Extract<TerraformWish, { form: 'backend' | 'bucket' }>,
  find: () => Promise<GrantedAccount>,
  options: TerraformOptions,
  context: CommandContext,
  config: Config,
): Promise<Made> {
  const region = stateRegion(context, config);
  const account = await find();
  const state = { accountId: account.accountId, region };
  const { terminal } = context;
  const { noun, name } = account;
  // Another region would be another bucket.
  const other = (option: string) =>
    `diverst ${accountWords[noun].command} terraform ${name} ${option}${repeatedOptions(context, true)}`;
  const json = { ...accountJson(account), region, bucket: stateBucket(state) };
  const sandbox = isSandbox(context.globals, context.env);
  if (wish.form === 'bucket') {
    const hcl = terraformStateBucket(state);
    return {
      text: hcl,
      json: { ...json, hcl, sandbox },
      notices() {
        say(
          terminal,
          `create the bucket with local state, then move the state into it with: ${other('--backend')}`,
        );
        const first = { way: 'environment', words: 'init', following: 'apply', asksPerson: false } as const;
        sayCredentials(account, first, context, config);
      },
    };
  }
  const { way } = wish;
  const access = backendAccess(account, way, options, config);
  const hcl = terraformBackend(state, access);
  return {
    text: hcl,
    json: { ...json, key: STATE_KEY, with: way, hcl, sandbox },
    notices() {
      say(terminal, `the bucket must exist; its resources: ${other('--backend-bucket')}`);
      sayCredentials(account, { way, words: 'init -migrate-state', asksPerson: false }, context, config);
    },
  };
}

/** What the backend of an account signs with. @throws Failure of kind `usage` where it would have to name a person */
export function backendAccess(
  account: GrantedAccount,
  way: Way,
  { sessionName, sourceIdentity }: TerraformOptions,
  config: Config,
): BackendAccess {
  if (way === 'environment') return { kind: way };
  if (way === 'profile') return { kind: way, profile: account.name };
  const kind = config.structure.kinds[account.noun];
  if (kind.role.requireSourceIdentity && sourceIdentity === undefined) {
    throw new Failure('usage', {
      what: `cannot write a backend block that assumes the role of ${refText(account)} for every person`,
      why: 'The role requires the name of the IAM user as source identity, and a backend block cannot use variables.',
      fix: [
        `use credentials from the environment: ${commandOf(kind)} terraform ${account.name} --backend`,
        'or use a profile: add --with profile',
      ],
    });
  }
  return {
    kind: way,
    roleArn: account.roleArn,
    sessionName: sessionName ?? terraformSession(account),
    sourceIdentity: sourceIdentity ?? null,
  };
}

/** The region of the bucket: its name has it, and a backend needs it. @throws Failure of kind `usage` without one */
export function stateRegion({ globals }: CommandContext, config: Config): string {
  const region = validRegion(globals.region ?? config.region);
  if (region !== null) return region;
  throw new Failure('usage', {
    what: 'cannot write the backend: no region is configured for the bucket of the state',
    fix: ['give the region: add --region eu-central-1', 'or set region in diverst.config.yaml'],
  });
}
