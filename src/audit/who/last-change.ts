/** Who changed last what a finding is about, as far as CloudTrail's event history says it. */
export type LastChange =
  | {
      readonly kind: 'found';
      /** Whose event history has it. */
      readonly accountId: string;
      readonly region: string;
      readonly eventId: string;
      /** Epoch milliseconds. */
      readonly time: number;
      /** As IAM names it: `iam`, `organizations`. */
      readonly service: string;
      /** `UpdateAssumeRolePolicy`. */
      readonly event: string;
      readonly by: {
        readonly name: string;
        /** What sort of caller it is: `person`, `user`, `root`, … */
        readonly kind: string;
        /** Null where the name is AWS's own. */
        readonly proof: 'proven' | 'said' | null;
        /** In words: `alice`, `root`, `admin jane?`. */
        readonly text: string;
      };
      /** IPv4 or IPv6 address, or the AWS service that made the call; null where AWS does not say. */
      readonly from: string | null;
    }
  /** No such change in the 90 days that AWS keeps. */
  | { readonly kind: 'not-found'; readonly thing: string; readonly accountId: string }
  /** Of many events of the thing the newest were looked at, and the change is not among them. */
  | { readonly kind: 'not-reached'; readonly thing: string; readonly looked: number }
  | { readonly kind: 'unread'; readonly reason: string }
  /** Left out because of the limit. */
  | { readonly kind: 'not-asked' }
  /** No event of AWS makes such a finding. */
  | { readonly kind: 'no-event' };
