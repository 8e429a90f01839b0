/** Data that should have been read and could not be read: never silence. */
export interface Unread {
  readonly kind: 'unread';
  /** In words, with AWS's own. */
  readonly reason: string;
  /** AWS denied it. */
  readonly denied: boolean;
}
