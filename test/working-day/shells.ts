import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a person writes the same line in different shells. */
export interface ShellKind {
  readonly name: 'bash' | 'zsh' | 'fish';
  readonly present: boolean;
  /** The line that lets this shell take over what diverst prints. */
  takes(words: string): string;
  /** The second command runs only if the first succeeds. */
  andThen(first: string, second: string): string;
  readonly start: readonly string[];
  /** Reads names of files from stdin, runs each in this very shell, and answers each by its exit status. */
  readonly loop: string;
  /** Sources the completion and prints what Tab offers behind the words, one a line. */
  completes(words: string, names: readonly string[]): string;
}

const posixLoop =
  'while IFS= read -r DAY_FILE; do . "$DAY_FILE" </dev/null >"$DAY_FILE.out" 2>"$DAY_FILE.err"; ' +
  'DAY_STATUS=$?; env -0 >"$DAY_FILE.env"; echo "$DAY_STATUS"; done';

const present = (command: string) => spawnSync(command, ['-c', 'exit 0'], { stdio: 'ignore' }).status === 0;

/**
 * zsh completes only where a person types, so it is given a terminal of its own.
 * @param names at least two, so that they are listed, and which are looked for in what the terminal shows
 */
const zshCompletes = (words: string, names: readonly string[]) => `
zmodload zsh/zpty
zpty day zsh -f -i
zpty -w day 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste prompt_cr prompt_sp 2>/dev/null; autoload -Uz compinit; compinit -u -D'
zpty -w day 'source <(diverst completion zsh); LISTMAX=10000; zstyle ":completion:*" list-colors ""; echo day-"ready"'
zpty -r -m day DAY_SHOWN '*day-ready*'
zpty -n -w day ${JSON.stringify(`${words}`)}$'\\t'
DAY_ALL=
for DAY_TRY in {1..100}; do
  while zpty -r -t day DAY_SHOWN 2>/dev/null; do DAY_ALL+="$DAY_SHOWN"; done
  [[ "$DAY_ALL" == *${names.at(-1)}* ]] && break
  sleep 0.05
done
zpty -d day
print -r -- "$DAY_ALL" | sed $'s/\\e\\[[0-9;?]*[A-Za-z]//g' | tr -s ' \\r' '\\n' | grep -E '^(${names.join('|')})$' | sort -u`;

export const shellKinds: readonly ShellKind[] = [
  {
    name: 'bash',
    present: present('bash'),
    takes: (words) => `eval "$(diverst ${words})"`,
    andThen: (first, second) => `${first} && ${second}`,
    start: ['bash', '--noprofile', '--norc', '-c'],
    loop: posixLoop,
    completes: (words) =>
      `eval "$(diverst completion bash)"; COMP_WORDS=(${words} ''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); ` +
      '_diverst diverst "" ""; printf "%s\\n" "${COMPREPLY[@]}"',
  },
  {
    name: 'zsh',
    present: present('zsh'),
    takes: (words) => `eval "$(diverst ${words})"`,
    andThen: (first, second) => `${first} && ${second}`,
    start: ['zsh', '-f', '-c'],
    loop: posixLoop,
    completes: (words, names) => zshCompletes(`${words} `, names),
  },
  {
    name: 'fish',
    present: present('fish'),
    takes: (words) => `diverst ${words} | source`,
    andThen: (first, second) => `${first}; and ${second}`,
    start: ['fish', '--no-config', '-c'],
    loop:
      'while read -l DAY_FILE; source $DAY_FILE </dev/null >$DAY_FILE.out 2>$DAY_FILE.err; ' +
      'set -g DAY_STATUS $status; env -0 >$DAY_FILE.env; echo $DAY_STATUS; end',
    completes: (words) =>
      `diverst completion fish | source; complete -C '${words} ' | string replace -r '\\t.*' ''`,
  },
];

/** What became of one line. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the shell hands on to the next program. */
  readonly env: Readonly<Record<string, string>>;
}

/** A shell that stays, line after line, as a terminal's does. */
export class OpenShell {
  readonly #folder: string;
  readonly #child;
  readonly #ended: Promise<unknown>;
  #lines = 0;
  #answer: ((status: number) => void) | null = null;

  constructor(kind: ShellKind, folder: string, cwd: string, env: NodeJS.ProcessEnv) {
    this.#folder = mkdtempSync(join(folder, `${kind.name}-`));
    const [command = kind.name, ...words] = kind.start;
    // A group of its own, so that whatever a line has left running ends with it.
    this.#child = spawn(command, [...words, kind.loop], {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#answer?.(Number(text.trim())));
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** @param limit milliseconds */
  async run(line: string, limit = 200_000): Promise<Ran> {
    const file = join(this.#folder, String(++this.#lines));
    writeFileSync(file, `${line}\n`);
    const status = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no end of: ${line}`)), limit);
      this.#answer = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      void this.#ended.then(() => reject(new Error(`the shell ended at: ${line}`)));
      this.#child.stdin.write(`${file}\n`);
    });
    return {
      status,
      stdout: readFileSync(`${file}.out`, 'utf8'),
      stderr: readFileSync(`${file}.err`, 'utf8'),
      env: Object.fromEntries(
        readFileSync(`${file}.env`, 'utf8')
          .split('\0')
          .filter((text) => text.includes('='))
          .map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
      ),
    };
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    }, 5_000);
    await this.#ended;
    clearTimeout(timer);
  }
}
