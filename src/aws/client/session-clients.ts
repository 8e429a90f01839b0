import type { IAMClient, IAMClientConfig } from '@aws-sdk/client-iam';
import { resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes';
import type { AuthScheme, FinalizeHandler, HandlerExecutionContext, RequestSigner } from '@smithy/types';
import type { Credentials } from '../api.ts';
import { orderedOnce, withCopiedSettings } from './lean-client.ts';

type SignerOf = (authScheme?: AuthScheme) => Promise<RequestSigner>;

/**
 * IAM clients for the sessions of many accounts over one shared client: an SDK client of its own costs each account
 * as much as a call, most of it for looking up settings that are the same for all.
 *
 * Which session signs is a property of the request itself: a step right before the signing notes it for the very
 * object that is handed to the signer. A request of which nothing is noted is not signed, and the shared client has no
 * credentials that AWS would take.
 * @param settings of the shared client, without credentials
 */
export function sessionClients(
  Client: new (config: IAMClientConfig) => IAMClient,
  settings: IAMClientConfig,
  equip: (client: IAMClient) => IAMClient,
): (credentials: Credentials) => IAMClient {
  const signers = new WeakMap<object, SignerOf>();
  const signer: SignerOf = async (authScheme) => ({
    async sign(request, options) {
      const signerOf = signers.get(request);
      if (!signerOf) throw new Error('a request belongs to no session');
      const own = await signerOf(authScheme);
      return own.sign(request, options);
    },
  });
  const nobody = { accessKeyId: 'none', secretAccessKey: 'none' };
  const shared = withCopiedSettings(equip(new Client({ ...settings, credentials: nobody, signer })));
  const { config } = shared;
  /** Whose calls these are, by the context that the SDK makes for each. */
  const callers = new WeakMap<object, SignerOf>();
  shared.middlewareStack.addRelativeTo(
    <Input extends object, Output extends object>(
      next: FinalizeHandler<Input, Output>,
      context: HandlerExecutionContext,
    ): FinalizeHandler<Input, Output> => {
      const own = callers.get(context);
      if (own === undefined) return next;
      return (args) => {
        if (typeof args.request === 'object' && args.request !== null) signers.set(args.request, own);
        return next(args);
      };
    },
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'session' },
  );
  const stackOf = orderedOnce(shared.middlewareStack);

  return (credentials) => {
    const { signer: signerOf } = resolveAwsSdkSigV4Config({
      credentials,
      region: config.region,
      sha256: config.sha256,
      serviceId: config.serviceId,
      defaultSigningName: 'iam',
      useFipsEndpoint: config.useFipsEndpoint,
      useDualstackEndpoint: config.useDualstackEndpoint,
    });
    // Its credentials and the service's endpoint never change: one signer does for all of its calls.
    let made: Promise<RequestSigner> | undefined;
    const own: SignerOf = (authScheme) => {
      made ??= signerOf(authScheme);
      return made;
    };
    const client: IAMClient = Object.create(shared);
    client.middlewareStack = stackOf((context) => callers.set(context, own));
    return client;
  };
}
