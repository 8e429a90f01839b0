import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { MetadataBearer } from '@smithy/types';
import { expect, test } from 'vitest';
import { type Operation, SandboxError } from '../../src/sandbox/operation.ts';
import { operationSchema, type Service } from '../../src/sandbox/service.ts';
import { services } from '../../src/sandbox/services.ts';
import type { OperationSchema } from '../../src/sandbox/wire/schema.ts';
import { failureOf, type Ground, ground, type Keys } from './ground.ts';

const namespace = 'com.example.weather';
const target = 'Weather_20300101';

const GetForecast$: OperationSchema = [
  9,
  namespace,
  'GetForecast',
  0,
  () => [3, namespace, 'GetForecastRequest', 0, ['Place', 'Days'], [0, 1], 1],
  () => [3, namespace, 'GetForecastResponse', 0, ['Forecast', 'IssuedAt'], [0, 4]],
];

const getForecast: Operation<{ readonly Place: string; readonly Days?: number }> = {
  mutates: false,
  permissions: ({ Place }) => [{ action: 'weather:GetForecast', resource: `arn:aws:weather:::${Place}` }],
  run: ({ Place, Days = 1 }, { now }) => ({ Forecast: `${Place}: ${Days} × rain`, IssuedAt: new Date(now) }),
};

/** A service that no part of the sandbox knows. */
const weather: Service = {
  name: 'weather',
  title: 'Weather',
  version: '2030-01-01',
  protocol: { kind: 'json', target },
  endpoint: 'regional',
  schemas: [GetForecast$],
  errorSchemas: [],
  operations: { GetForecast: getForecast },
  rates: { per: 'operation', rates: { GetForecast: { perSecond: 1, burst: 2 } } },
  throttled: () => new SandboxError('ThrottlingException', 'Too much weather.'),
  missingMembers: (names) => new SandboxError('ValidationException', `Missing: ${names.join(', ')}`),
};

interface Forecast extends MetadataBearer {
  readonly Forecast?: string;
  readonly IssuedAt?: Date;
}

const command = makeBuilder<OrganizationsClient['config'], object, MetadataBearer>(
  { Endpoint: { type: 'builtInParams', name: 'endpoint' } },
  target,
  'WeatherClient',
  getEndpointPlugin,
);
class GetForecastCommand extends command<{ Place?: string; Days?: number }, Forecast>(
  {},
  () => [],
  'GetForecast',
  GetForecast$,
) {}

/** The SDK has no client of that service: one of another JSON service that signs and names the target as it would. */
function weatherClient(
  { sandbox }: Ground,
  credentials: Keys = sandbox.profiles.management,
): OrganizationsClient {
  return new OrganizationsClient({
    region: sandbox.region,
    endpoint: 'https://weather.example.com',
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
    httpAuthSchemeProvider: () => [
      {
        schemeId: 'aws.auth#sigv4',
        signingProperties: { signingName: weather.name },
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
    protocolSettings: { defaultNamespace: namespace, serviceTarget: target, version: weather.version },
  });
}

const forecast = (client: OrganizationsClient, input: { Place?: string; Days?: number }) =>
  client.send(new GetForecastCommand(input));

test('a service that is a row more is answered by its protocol, schemas and operations', async () => {
  const made = ground({ moreServices: [weather] });
  expect(await forecast(weatherClient(made), { Place: 'Bergen', Days: 2 })).toMatchObject({
    Forecast: 'Bergen: 2 × rain',
    IssuedAt: new Date(made.clock.now()),
  });
  expect(made.asked).toEqual([{ action: 'weather:GetForecast', resource: 'arn:aws:weather:::Bergen' }]);
  expect(made.sandbox.calls).toMatchObject([
    { service: 'weather', operation: 'GetForecast', input: { Place: 'Bergen', Days: 2 }, outcome: 'ok' },
  ]);
});

test('its errors are its own, and those of all JSON services', async () => {
  const made = ground({ moreServices: [weather], rates: true, denied: ['weather:GetForecast'] });
  const client = weatherClient(made);
  const fails = (input: { Place?: string }, by = client) => failureOf(forecast(by, input));
  expect(await fails({ Place: 'Bergen' })).toMatchObject({
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  const stranger = weatherClient(made, { ...made.sandbox.profiles.management, secretAccessKey: 'wrong' });
  expect(await fails({ Place: 'Bergen' }, stranger)).toMatchObject({ name: 'InvalidSignatureException' });
  expect(await fails({})).toMatchObject({ name: 'ValidationException', message: 'Missing: Place' });
  await fails({ Place: 'Bergen' });
  expect(await fails({ Place: 'Bergen' })).toMatchObject({
    name: 'ThrottlingException',
    message: 'Too much weather.',
  });
});

test('without its row it is refused, and the refusal names the services that there are', async () => {
  const plain = ground();
  const refused = await failureOf(forecast(weatherClient(plain), { Place: 'Bergen' }));
  expect(refused.message).toBe(
    'The sandbox answers Organizations, IAM, STS, CloudTrail, S3 and Cost Explorer only. This request is for another service: weather.',
  );
  const more = ground({ moreServices: [weather] });
  const other = await more.sandbox.dispatcher.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'Tides_20300101.GetTides' },
    body: new Uint8Array(),
  });
  expect(Buffer.from(other.response.body).toString()).toContain(
    'The sandbox answers Organizations, IAM, STS, CloudTrail, S3, Cost Explorer and Weather only.',
  );
});

test('a row without one of its parts does not compile', () => {
  const { rates: _, ...others } = weather;
  // @ts-expect-error: the rates are left out.
  const incomplete: Service = others;
  expect(incomplete.rates).toBeUndefined();
});

test.each(services)('every operation of $name has a schema', (service) => {
  const without = Object.keys(service.operations).filter(
    (name) => operationSchema(service, name) === undefined,
  );
  expect(without).toEqual([]);
});
