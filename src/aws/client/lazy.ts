/**
 * An Api whose implementation, and the SDK client behind it, is loaded at the first call: each takes some ten
 * milliseconds to load, and most commands need one or two of the three.
 * @param load gives an object whose members are all asynchronous methods
 */
export function lazy<Api extends object>(load: () => Promise<Api>): Api {
  let loading: Promise<Api> | undefined;
  const proxy = new Proxy(
    {},
    {
      get(_target, name) {
        // It is handed through promises, which take whatever has a `then` for another promise.
        if (name === 'then') return undefined;
        return async (...args: readonly unknown[]) => {
          loading ??= load();
          const api = await loading;
          const method: unknown = Reflect.get(api, name);
          if (typeof method !== 'function')
            throw new TypeError(`${String(name)} is not a method of this Api`);
          return method.apply(api, args);
        };
      },
    },
  );
  return proxy as Api;
}
