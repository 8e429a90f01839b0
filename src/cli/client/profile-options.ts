/** The options of `client profile` as commander gives them. */
export interface ClientProfileOptions {
  readonly all?: boolean;
  readonly write?: boolean;
  readonly remove?: boolean;
  readonly file?: string;
  readonly roleArn?: string;
}
