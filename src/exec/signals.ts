/** The signals of this process, which a command that runs another program takes over while that program runs. */
export interface SignalSource {
  /**
   * From here on the signals named go to `handle` and no longer interrupt the run.
   * @returns gives them back
   */
  take(names: readonly NodeJS.Signals[], handle: (name: NodeJS.Signals) => void): () => void;
}

/** For a run that nothing sends signals to. */
export const noSignals: SignalSource = { take: () => () => undefined };
