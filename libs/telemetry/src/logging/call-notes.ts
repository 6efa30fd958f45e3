/** A call to a server, as far as a log line may tell of it: names of commands and places, and no values. */
export interface CallNote {
  /** A command such as `find` or `insert`, or an operation of the bus such as `data.find`. */
  readonly operation: string;
  /** The collection, or the database of a command on the whole of it. */
  readonly collection?: string;
}

const notes = new WeakMap<object, CallNote>();

/** Remembers in which call an error arose, for the log line that tells of it. The first note stays: it is the nearest to the fault. */
export function noteFailedCall(error: unknown, note: CallNote): void {
  if (typeof error === 'object' && error !== null && !notes.has(error)) notes.set(error, note);
}

/** The call in which an error arose, where somebody noted it. */
export function failedCallOf(error: object): CallNote | undefined {
  return notes.get(error);
}
