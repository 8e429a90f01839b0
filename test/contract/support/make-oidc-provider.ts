import {
  CreateOpenIDConnectProviderCommand,
  type CreateOpenIDConnectProviderCommandInput,
  DeleteOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import { type Caller, given } from './caller.ts';
import type { Stage } from './stage.ts';

/** With one that is given, AWS does not have to reach the issuer, which does not exist. */
export const thumbprint = '0123456789abcdef0123456789abcdef01234567';

/** An issuer that no other case and no other run uses. @returns its host */
export function issuerOf(stage: Stage, stem: string): string {
  return `${stage.name(stem)}.example.com`;
}

/** @returns the provider's ARN */
export async function makeOidcProvider(
  stage: Stage,
  by: Caller,
  url: string,
  input: Partial<CreateOpenIDConnectProviderCommandInput> = {},
): Promise<string> {
  const made = await by.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: url, ThumbprintList: [thumbprint], ...input }),
  );
  const arn = given(made.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn');
  stage.tidy(`OIDC provider ${arn}`, () =>
    by.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
  );
  return arn;
}
