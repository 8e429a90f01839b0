import type { DeserializeHandler } from '@smithy/types';

/** Called with the `date` of every answer, errors among them, as it was sent: `Tue, 01 Jan 2030 00:00:00 GMT`. */
export type OnDate = (date: string) => void;

/** A step of an SDK client's middleware that sees each answer before it is read. */
export function answerDates(onDate: OnDate) {
  return <Input extends object, Output extends object>(
    next: DeserializeHandler<Input, Output>,
  ): DeserializeHandler<Input, Output> =>
    async (args) => {
      const result = await next(args);
      const headers = headersOf(result.response);
      // An answer with an age comes from a cache on the way, and so does its date.
      if (headers.date !== undefined && headers.age === undefined) onDate(headers.date);
      return result;
    };
}

export const answerDatesPlace = {
  relation: 'after',
  toMiddleware: 'deserializerMiddleware',
  name: 'answerDates',
} as const;

function headersOf(response: unknown): Readonly<Record<string, string>> {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {};
  const headers = response.headers as Readonly<Record<string, string>>;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
