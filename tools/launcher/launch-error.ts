/** Something the user can mend. The message is one sentence that says what is wrong and the way out; it is printed without a stack. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/** Prints what ended a command: a sentence for what the user can mend, a stack for what we did wrong. */
export function reportFailure(error: unknown): void {
  if (error instanceof LaunchError) console.error(`\n${error.message}`);
  else console.error(error);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
