/** The options of `config init` as commander gives them. */
export interface ConfigInitOptions {
  readonly email?: string;
  readonly managementProfile?: string;
  readonly opsProfile?: string;
  readonly requireMfa?: boolean;
  readonly output?: string;
  readonly schema: boolean;
  readonly dryRun?: true;
  readonly yes?: true;
}
