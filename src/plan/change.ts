/**
 * One thing to do, as data: it can be printed, stored and compared, and doing it again does nothing more.
 * An account that does not exist yet has no id; the client's name stands for it.
 */
export type Change =
  | {
      readonly kind: 'create-account';
      readonly client: string;
      readonly email: string;
      /** A creation of that name that is under way already and is waited for in place of another. */
      readonly underWay: string | null;
    }
  | {
      readonly kind: 'move-account';
      readonly client: string;
      /** Names from the root down, e.g. `Envs/Production`; an id where the name was not read. */
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'create-role'; readonly client: string; readonly role: string }
  | {
      readonly kind: 'replace-trust';
      readonly client: string;
      readonly role: string;
      /** How the trust that is there relates to the intended one, and both documents as JSON. */
      readonly verdict: string;
      readonly actual: string;
      readonly intended: string;
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'set-max-session';
      readonly client: string;
      readonly role: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'set-boundary';
      readonly client: string;
      readonly role: string;
      readonly from: string | null;
      readonly to: string;
    }
  | {
      readonly kind: 'attach-policy';
      readonly client: string;
      readonly role: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'grant-access';
      readonly client: string;
      readonly group: string;
      readonly slot: GrantSlot;
      /** A policy of the grant's name with other content, which it would overwrite; null where there is none. */
      readonly replaces: string | null;
    };

/** Where a grant is, or goes: an inline policy of its own, or a managed policy that it shares with others. */
export interface GrantSlot {
  readonly kind: 'inline' | 'managed';
  readonly policy: string;
}

/** A change and what reality says of it. */
export interface Step {
  readonly change: Change;
  /**
   * `needed`: to be applied; `satisfied`: already so; `needs-consent`: it would overwrite what somebody else may have
   * meant, so it is only done when asked for by name.
   */
  readonly state: 'needed' | 'satisfied' | 'needs-consent';
}

/** What was done about one change. `in-doubt`: it was sent, and no answer says whether it took effect. */
export type ChangeStatus = 'planned' | 'applied' | 'unchanged' | 'not-applied' | 'in-doubt';

/** What a change is done to, as one short text: with `kind` it tells the changes of a plan apart. */
export function targetOf(change: Change): string {
  switch (change.kind) {
    case 'create-account':
      return change.client;
    case 'move-account':
      return `${change.client} → ${change.to}`;
    case 'create-role':
    case 'replace-trust':
    case 'set-max-session':
    case 'set-boundary':
      return change.role;
    case 'attach-policy':
      return `${change.role} ← ${change.policyArn.slice(change.policyArn.indexOf('/') + 1)}`;
    case 'grant-access':
      return `${change.group} ← ${change.slot.policy}`;
  }
}
