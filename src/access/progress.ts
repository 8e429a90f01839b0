/** How progress is reported; the terminal decides how it is shown. */
export interface Progress {
  /** Begins a line of work, e.g. "creating account acme". */
  start(title: string): Task;
}

export interface Task {
  /** Says what is waited for just now. */
  update(text: string): void;
  /** Takes what is shown away, so that something else can be written; it returns by itself. */
  pause(): void;
  done(text?: string): void;
  /** Distinguishes an interruption from a failure. */
  fail(error: unknown): void;
}

/** Shows one piece of work from its begin to its end, whichever that is. */
export async function during<T>(
  progress: Progress,
  title: string,
  work: (task: Task) => Promise<T>,
): Promise<T> {
  const task = progress.start(title);
  try {
    const value = await work(task);
    task.done();
    return value;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}
