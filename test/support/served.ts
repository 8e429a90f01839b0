import { type Started, startProgram } from './program.ts';

/** A sandbox behind HTTP, as a process of its own. */
export interface Served {
  readonly endpoint: string;
  readonly ops: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** @param state the sandbox's file */
export async function serveState(state: string): Promise<Served> {
  const server = startProgram(['--sandbox-state', state, 'sandbox', 'serve', '--port', '0', '--json']);
  const { endpoint, profiles } = await announced(server);
  return {
    endpoint,
    ops: profiles.ops,
    async stop() {
      server.child.kill('SIGTERM');
      await server.ended;
    },
  };
}

interface Announcement {
  readonly endpoint: string;
  readonly profiles: { readonly ops: Served['ops'] };
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
