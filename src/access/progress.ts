/** How progress is reported; the terminal decides how it is shown. */
export interface Progress {
  /** Begins a line of work, e.g. "creating account acme". */
  start(title: string): Task;
}

export interface Task {
  /** Shows what the work waits for at the moment. */
  update(text: string): void;
  /** Hides what is shown, so that something else can be written; it returns automatically. */
  pause(): void;
  /** @param title replaces the one it began with */
  done(text?: string, title?: string): void;
  /** Distinguishes an interruption from a failure. */
  fail(error: unknown): void;
}

/** Shows one piece of work from its beginning to its end, also if it fails. */
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
