/** A trail of CloudTrail, where it was made. What other accounts and regions see of it follows from this. */
export interface TrailState {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly createdAt: number;
  bucket: string;
  prefix?: string;
  kmsKeyId?: string;
  multiRegion: boolean;
  globalEvents: boolean;
  validation: boolean;
  organization: boolean;
  /** Absent: every management event and nothing else, which is what a new trail logs. */
  selectors?: SelectorsState;
  tags: Record<string, string>;
  logging: boolean;
  /** When it last began and last stopped to log. */
  startedAt?: number;
  stoppedAt?: number;
  logs?: DeliveryState;
  digests?: DeliveryState;
}

/** As PutEventSelectors took them, in the shapes of the API. */
export type SelectorsState =
  | { readonly kind: 'basic'; readonly list: BasicSelectorState[] }
  | { readonly kind: 'advanced'; readonly list: AdvancedSelectorState[] };

export interface BasicSelectorState {
  ReadWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  IncludeManagementEvents: boolean;
  DataResources: { Type: string; Values: string[] }[];
  ExcludeManagementEventSources: string[];
}

export interface AdvancedSelectorState {
  Name?: string;
  FieldSelectors: FieldSelectorState[];
}

export interface FieldSelectorState {
  Field: string;
  Equals?: string[];
  StartsWith?: string[];
  EndsWith?: string[];
  NotEquals?: string[];
  NotStartsWith?: string[];
  NotEndsWith?: string[];
}

/** What became of files that the trail writes at intervals. */
export interface DeliveryState {
  /** The last time at which one was due, or at which logging began. */
  readonly triedAt: number;
  readonly deliveredAt?: number;
  /** S3's code, while the last try failed. */
  readonly error?: string;
}
