import { type Started, startProgram } from './program.ts';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A sandbox behind HTTP, as a process of its own. */
export interface Served {
  readonly endpoint: string;
  readonly ops: Keys;
  /** An administrator of the management account. */
  readonly management: Keys;
  stop(): Promise<void>;
}

/**
 * @param state the sandbox's file
 * @param port a free one unless given
 */
export async function serveState(state: string, port = 0): Promise<Served> {
  const server = startProgram(['--sandbox-state', state, 'sandbox', 'serve', '--port', `${port}`, '--json']);
  const { endpoint, profiles } = await announced(server);
  return {
    endpoint,
    ...profiles,
    async stop() {
      server.child.kill('SIGTERM');
      await server.ended;
    },
  };
}

interface Announcement {
  readonly endpoint: string;
  readonly profiles: Pick<Served, 'ops' | 'management'>;
}

/** What `sandbox serve --json` says once it listens. */
function announced({ child, ended }: Started): Promise<Announcement> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const [, json] = /^(\{.*\})\n/m.exec(text) ?? [];
      if (json !== undefined) resolve(JSON.parse(json));
    });
    void ended.then(({ stderr }) => reject(new Error(`ended: ${stderr}`)), reject);
  });
}
