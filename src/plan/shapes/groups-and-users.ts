import type { UserItem } from '../people/user-items.ts';

/** Changes of IAM groups and users, in Ops or in the management account. */
export type PeopleChange =
  | { readonly kind: 'create-group'; readonly home: GroupHome; readonly group: string }
  | {
      readonly kind: 'put-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policy: string;
      /** JSON; in Ops, an account id of zeros stands for that of an Ops that is yet to be created. */
      readonly document: string;
      /** What it holds and would lose, as it was read; null where there is none of that name. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'delete-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  | {
      readonly kind: 'attach-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'detach-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policyArn: string;
    }
  /** Of a user in Ops. */
  | {
      readonly kind: 'delete-user-policy';
      readonly user: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  | { readonly kind: 'detach-user-policy'; readonly user: string; readonly policyArn: string }
  | {
      readonly kind: 'create-user';
      readonly user: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'join-group'; readonly user: string; readonly group: string }
  /** A generated one, which is in no plan; `replaces`: the user has a password. */
  | { readonly kind: 'set-password'; readonly user: string; readonly replaces: boolean }
  /** `userId`: a user that was made anew under the name has another one, and is not touched. */
  | {
      readonly kind: 'remove-from-user';
      readonly user: string;
      readonly userId: string;
      readonly item: UserItem;
    }
  | { readonly kind: 'delete-user'; readonly user: string; readonly userId: string }
  /** Of a person's user in Ops: everything is denied, no key is active, and there is no password. */
  | {
      readonly kind: 'lock-user';
      readonly user: string;
      readonly userId: string;
      /** Ids of the keys that are active. */
      readonly keys: readonly string[];
      readonly hasPassword: boolean;
      /** A policy of the lock's name that holds something else, which it overwrites; null where there is none. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'unlock-user';
      readonly user: string;
      /** What the lock holds, as it was read: another is not deleted. */
      readonly document: string;
    };

/** The account that an IAM group is in. */
export type GroupHome = 'management' | 'ops';
