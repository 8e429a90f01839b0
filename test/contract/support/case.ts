import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { RuleId } from '../rules.ts';
import { outcome } from './outcome.ts';
import type { Shape } from './shape.ts';
import type { Stage } from './stage.ts';

/**
 * What a case does to the organization it is run in: nothing, nothing that its tidy-up does not undo, an account that
 * stays for good, or something that no client can prepare (a device, a quota, an account without an organization).
 */
export type Kind = 'reading' | 'reversible' | 'creates-account' | 'special';

/**
 * Who signs: an administrator of the management account, a user of the member account that the case makes, or the
 * member account's access role.
 */
export type Signer = 'management' | 'ops' | 'member';

/** How it is known that AWS answers so: its documentation, answers that others saw, or neither. */
export type Known = 'documented' | 'observed' | 'unconfirmed';

/** What a special case needs, of which only the sandbox is capable. */
export interface SetUp {
  readonly options?: Omit<SandboxOptions, 'clock' | 'stateFile'>;
  edit?(state: SandboxState): void;
}

/** One promise of AWS: these calls, this answer, this page. */
export interface ContractCase {
  readonly id: string;
  /** Of the sandbox's README; null for what it does like AWS without saying so. */
  readonly rule: RuleId | null;
  readonly page: string;
  readonly kind: Kind;
  readonly signs: Signer;
  readonly known: Known;
  readonly setUp: SetUp | undefined;
  /** Makes what the calls need, then says how they are made and what is expected. */
  prepare(stage: Stage): Promise<Prepared>;
}

export interface Prepared {
  readonly expected: Shape;
  /** Whether the calls only read, so that they may be made again until a change has spread. */
  readonly settles: boolean;
  calls(): Promise<unknown>;
}

interface Parts<Ground> {
  readonly id: string;
  readonly rule: RuleId | null;
  readonly page: string;
  readonly kind: Kind;
  /** The management account's administrator unless given. */
  readonly signs?: Signer;
  /** Documented unless given. */
  readonly known?: Known;
  readonly setUp?: SetUp;
  readonly settles?: boolean;
  readonly prepare: (stage: Stage) => Promise<Ground>;
  /** A refusal that it throws is what the calls came to. */
  readonly calls: (stage: Stage, ground: Ground) => Promise<unknown>;
  readonly expected: Shape | ((stage: Stage, ground: Ground) => Shape);
}

type WithoutGround = Omit<Parts<undefined>, 'prepare'>;

/** A case whose calls need nothing that has to be made first. */
export function plainCase(parts: WithoutGround): ContractCase {
  return contractCase({ ...parts, prepare: async () => undefined });
}

export function contractCase<Ground>(parts: Parts<Ground>): ContractCase {
  const { id, rule, page, kind, signs = 'management', known = 'documented', setUp } = parts;
  const { settles = false, calls, expected } = parts;
  return {
    id,
    rule,
    page,
    kind,
    signs,
    known,
    setUp,
    async prepare(stage) {
      const ground = await parts.prepare(stage);
      return {
        expected: typeof expected === 'function' ? expected(stage, ground) : expected,
        settles,
        calls: () => outcome(calls(stage, ground)),
      };
    },
  };
}
