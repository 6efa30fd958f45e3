/** Something the user can mend. The message is one sentence that names the fault and the way out; it is printed without a stack. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/** Prints the error that ended a command: a sentence where the user can mend it, a stack where the fault is ours. */
export function reportFailure(error: unknown): void {
  if (error instanceof LaunchError) console.error(`\n${error.message}`);
  else console.error(error);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
