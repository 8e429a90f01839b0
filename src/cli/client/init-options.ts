/** The options of `client init` as commander gives them. */
export interface ClientInitOptions {
  readonly email?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly timeout: string;
  readonly replaceTrust?: boolean;
  readonly replaceGrant?: boolean;
}
