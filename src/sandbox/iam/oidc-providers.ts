import { createHash } from 'node:crypto';
import type {
  AddClientIDToOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
  DeleteOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersResponse,
  RemoveClientIDFromOpenIDConnectProviderRequest,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { OidcProviderState } from '../state-of-iam.ts';
import { growingIam, ownIam } from './account.ts';
import { requireText, validationError, violation } from './constraints.ts';
import { alreadyExists, invalidInput, noSuchEntity, quotaExceeded } from './errors.ts';
import { onAnything, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { toTags } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';

const providerQuota = 100;
const clientIdQuota = 100;
const thumbprintQuota = 5;

const arnRule = { min: 20, max: 2048 };
const clientIdRule = { min: 1, max: 255 };
const urlRule = { min: 1, max: 255 };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const oidcProviderOperations: Operations = {
  CreateOpenIDConnectProvider: operation<
    CreateOpenIDConnectProviderRequest,
    CreateOpenIDConnectProviderResponse
  >({
    mutates: true,
    permissions(input, { caller }) {
      const resource = providerArn(caller.accountId, (input.Url ?? '').replace(/^https:\/\//, ''));
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource,
        context: requestTagKeys(input.Tags),
      });
      return input.Tags?.length
        ? [on('CreateOpenIDConnectProvider'), on('TagOpenIDConnectProvider')]
        : [on('CreateOpenIDConnectProvider')];
    },
    run(input, context) {
      const { caller, now, timings } = context;
      const url = readUrl(input.Url);
      const clientIds = readClientIds(input.ClientIDList);
      const thumbprints = input.ThumbprintList?.length
        ? readThumbprints(input.ThumbprintList)
        : [foundThumbprint(url)];
      const tags = readTags(input.Tags);
      const arn = providerArn(caller.accountId, url);
      const existing = ownIam(context).oidcProviders ?? {};
      if (entry(existing, arn) !== undefined) {
        throw alreadyExists(`Provider with url https://${url} already exists.`);
      }
      if (Object.keys(existing).length >= providerQuota) {
        throw quotaExceeded('OpenIdConnectProvidersPerAccount', providerQuota);
      }
      const effectiveAt = now + timings.propagation;
      const provider: OidcProviderState = {
        arn,
        url,
        createdAt: now,
        clientIds: clientIds.map((id) => ({ id, effectiveAt })),
        thumbprints,
        tags,
        effectiveAt,
      };
      const iam = growingIam(context);
      iam.oidcProviders ??= {};
      setEntry(iam.oidcProviders, arn, provider);
      return { OpenIDConnectProviderArn: arn, ...toTags(tags) };
    },
  }),

  GetOpenIDConnectProvider: operation<GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse>({
    mutates: false,
    permissions: (input, context) =>
      onOidcProvider('GetOpenIDConnectProvider', input.OpenIDConnectProviderArn, context),
    run(input, context) {
      const provider = ownOidcProvider(input.OpenIDConnectProviderArn, context);
      const { url, clientIds, thumbprints, createdAt, tags } = provider;
      return {
        Url: url,
        ClientIDList: clientIds.map(({ id }) => id),
        ThumbprintList: [...thumbprints],
        CreateDate: new Date(createdAt),
        ...toTags(Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)))),
      };
    },
  }),

  ListOpenIDConnectProviders: operation<object, ListOpenIDConnectProvidersResponse>({
    mutates: false,
    permissions: () => onAnything('ListOpenIDConnectProviders'),
    run: (_input, context) => ({
      OpenIDConnectProviderList: Object.keys(ownIam(context).oidcProviders ?? {}).map((Arn) => ({ Arn })),
    }),
  }),

  /** Also of a provider that does not exist. Roles that trust it stay, and nobody can assume them by it. */
  DeleteOpenIDConnectProvider: operation<DeleteOpenIDConnectProviderRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onOidcProvider('DeleteOpenIDConnectProvider', input.OpenIDConnectProviderArn, context),
    run(input, context) {
      const arn = requireText(input.OpenIDConnectProviderArn, 'openIDConnectProviderArn', arnRule);
      delete ownIam(context).oidcProviders?.[arn];
    },
  }),

  AddClientIDToOpenIDConnectProvider: operation<AddClientIDToOpenIDConnectProviderRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onOidcProvider('AddClientIDToOpenIDConnectProvider', input.OpenIDConnectProviderArn, context),
    run(input, context) {
      const id = requireText(input.ClientID, 'clientID', clientIdRule);
      const provider = ownOidcProvider(input.OpenIDConnectProviderArn, context);
      if (provider.clientIds.some((known) => known.id === id)) return;
      if (provider.clientIds.length >= clientIdQuota) throw tooManyClientIds();
      provider.clientIds.push({ id, effectiveAt: context.now + context.timings.propagation });
    },
  }),

  RemoveClientIDFromOpenIDConnectProvider: operation<RemoveClientIDFromOpenIDConnectProviderRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onOidcProvider('RemoveClientIDFromOpenIDConnectProvider', input.OpenIDConnectProviderArn, context),
    run(input, context) {
      const id = requireText(input.ClientID, 'clientID', clientIdRule);
      const provider = ownOidcProvider(input.OpenIDConnectProviderArn, context);
      provider.clientIds = provider.clientIds.filter((known) => known.id !== id);
    },
  }),

  /** The whole list: what is not in the new one is gone. */
  UpdateOpenIDConnectProviderThumbprint: operation<UpdateOpenIDConnectProviderThumbprintRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onOidcProvider('UpdateOpenIDConnectProviderThumbprint', input.OpenIDConnectProviderArn, context),
    run(input, context) {
      const thumbprints = readThumbprints(input.ThumbprintList ?? []);
      const provider = ownOidcProvider(input.OpenIDConnectProviderArn, context);
      if (thumbprints.length === 0) throw invalidInput('Thumbprint list must not be empty.');
      provider.thumbprints = thumbprints;
    },
  }),
};

export function onOidcProvider(
  action: string,
  arn: string | undefined,
  _context: CallContext,
  keys: Permission['context'] = {},
): Permission[] {
  return [{ action: `iam:${action}`, resource: arn ?? '', context: keys }];
}

/** A provider of the caller's account. @throws SandboxError ValidationError, NoSuchEntity */
export function ownOidcProvider(value: string | undefined, context: CallContext): OidcProviderState {
  const arn = requireText(value, 'openIDConnectProviderArn', arnRule);
  const provider = entry(ownIam(context).oidcProviders ?? {}, arn);
  if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}

/** @param url without its scheme: `token.actions.githubusercontent.com` */
function providerArn(accountId: string, url: string): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${url}`;
}

/** @returns the address without its scheme @throws SandboxError ValidationError, InvalidInput */
function readUrl(value: string | undefined): string {
  const text = requireText(value, 'url', urlRule);
  if (!URL.canParse(text) || !text.startsWith('https://'))
    throw validationError('Invalid Open ID Connect Provider URL');
  const bare = text.slice('https://'.length);
  // A port (443 too), a query and a fragment are no part of an issuer.
  if (/[?#]|^[^/]*[:@]/.test(bare)) throw invalidInput('Invalid Open ID Connect Provider URL');
  return bare;
}

function readClientIds(values: readonly string[] | undefined): string[] {
  const ids = [...new Set(values ?? [])];
  if (ids.some((id) => id.length < clientIdRule.min || id.length > clientIdRule.max)) {
    throw membersOutside('clientIDList', ids, clientIdRule);
  }
  if (ids.length > clientIdQuota) throw tooManyClientIds();
  return ids;
}

function readThumbprints(values: readonly string[]): string[] {
  if (values.some(({ length }) => length !== 40)) {
    throw membersOutside('thumbprintList', values, { min: 40, max: 40 });
  }
  if (values.length > thumbprintQuota) {
    throw invalidInput(`Thumbprint list must contain at most ${thumbprintQuota} entries.`);
  }
  return [...values];
}

function membersOutside(
  parameter: string,
  values: readonly string[],
  { min, max }: { readonly min: number; readonly max: number },
): Error {
  const constraint =
    `Member must satisfy constraint: [Member must have length less than or equal to ${max}, ` +
    `Member must have length greater than or equal to ${min}]`;
  return violation(`'[${values.join(', ')}]'`, parameter, constraint);
}

function tooManyClientIds(): Error {
  return quotaExceeded('ClientIdsPerOpenIdConnectProvider', clientIdQuota);
}

/** What AWS takes from the server's certificate if no thumbprint is given; there is no server here. */
function foundThumbprint(url: string): string {
  return createHash('sha1')
    .update(url.split('/')[0] ?? '')
    .digest('hex');
}
