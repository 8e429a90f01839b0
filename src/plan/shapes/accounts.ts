import type { AccountRef } from '../../model/account-kind.ts';

/** Changes of a client or an environment: its account, its roles and providers, and the grant in Ops. */
export type AccountChange =
  | {
      readonly kind: 'create-account';
      readonly name: string;
      readonly email: string;
      /** A creation of that name that is under way already and is waited for in place of another. */
      readonly underWay: string | null;
    }
  | {
      readonly kind: 'move-account';
      readonly name: string;
      /** Null for one that is yet to be created. */
      readonly accountId: string | null;
      /** Names from the root down, e.g. `Envs/Production`; an id where the name was not read. */
      readonly from: string;
      readonly to: string;
    }
  /** Where it is. AWS removes it for good after 90 days. */
  | {
      readonly kind: 'close-account';
      readonly name: string;
      readonly accountId: string;
      readonly email: string;
    }
  /** An OIDC provider of the account, whose tokens CI roles of it take. */
  | {
      readonly kind: 'create-provider';
      readonly owner: AccountRef;
      /** Its address, `https://…`. */
      readonly issuer: string;
      readonly audiences: readonly string[];
    }
  | {
      readonly kind: 'add-audience';
      readonly owner: AccountRef;
      readonly issuer: string;
      readonly audience: string;
    }
  | {
      readonly kind: 'create-role';
      readonly owner: AccountRef;
      readonly role: string;
      /** Whose tokens it takes: the provider by its name, and the subject; left out where people in Ops assume it. */
      readonly tokens?: { readonly issuer: string; readonly subject: string };
    }
  | {
      readonly kind: 'replace-trust';
      /** Null where the role is the way in from the management account. */
      readonly owner: AccountRef | null;
      readonly role: string;
      /** How the trust that is there relates to the intended one, and both documents as JSON. */
      readonly verdict: string;
      readonly actual: string;
      readonly intended: string;
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'set-max-session';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'set-boundary';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: string | null;
      readonly to: string;
    }
  | {
      readonly kind: 'tag-role';
      readonly owner: AccountRef;
      readonly role: string;
      /** By key; added to those that the role has. */
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'attach-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'grant-access';
      readonly owner: AccountRef;
      readonly group: string;
      readonly slot: GrantSlot;
      /** A policy of the grant's name with other content, which it would overwrite; null where there is none. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'revoke-grant';
      readonly group: string;
      readonly slot: GrantSlot;
      readonly roleArn: string;
    }
  | {
      readonly kind: 'detach-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'delete-role-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  | {
      readonly kind: 'remove-boundary';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: string;
    }
  /** Of the role of an account: sessions that began before it are ended; by whose clock, its executor says. */
  | {
      readonly kind: 'put-revocation';
      readonly owner: AccountRef;
      readonly role: string;
      /** Whose sessions, by their source identity; null for everybody's. */
      readonly person: string | null;
      /** Whether the sessions of the next minute are meant as well: what lets them begin is still in the wrong hands. */
      readonly withNext: boolean;
    }
  | {
      readonly kind: 'delete-revocation';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
      /** It is only deleted once no session is left that it ends. */
      readonly onlyIfOver: boolean;
    };

/** Where a grant is, or goes: an inline policy of its own, or a managed policy that it shares with others. */
export interface GrantSlot {
  readonly kind: 'inline' | 'managed';
  readonly policy: string;
}
