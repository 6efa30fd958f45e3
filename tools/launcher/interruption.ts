/** Thrown out of whatever was going on when the user asked to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Turns Ctrl-C, SIGTERM, a closed terminal and the death of the command that runs us into one promise that rejects with
 * Interrupted. Later signals change nothing: npm passes on signals that the terminal has already sent, and stopping in order takes its
 * time.
 */
export function onInterruption(): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    process.once('disconnect', () => reject(new Interrupted('The command that runs this program is gone.')));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => reject(new Interrupted(signal)));
  });
  interrupted.catch(() => undefined);
  // A terminal or pipe that is gone must not keep us from stopping in order.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  return interrupted;
}
