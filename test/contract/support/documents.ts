export interface Statement {
  readonly [element: string]: unknown;
}

/** A policy document of these statements. */
export function policy(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  parts: Statement = {},
): Statement {
  return { Effect: 'Allow', Action, Resource, ...parts };
}

export function deny(Action: string | readonly string[], Resource = '*', parts: Statement = {}): Statement {
  return { Effect: 'Deny', Action, Resource, ...parts };
}

/** A trust policy of one statement. */
export function trust(principal: unknown, parts: Statement = {}): string {
  return policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...parts });
}

/** The account itself, as a principal. */
export function account(id: string): { readonly AWS: string } {
  return { AWS: `arn:aws:iam::${id}:root` };
}
