declare module 'cmd-shim' {
  /** Writes the starters of a program beside `to`: one for sh, and `.cmd` and `.ps1`. */
  export default function cmdShim(from: string, to: string): Promise<void>;
}
