import type { Door } from '../door.ts';
import { placeInStack, placeText, withoutRoot } from '../errors/place.ts';

/**
 * Logs errors that no code catches: rejected promises that nobody waits for, and throws in timers and emitters. The process goes on, as
 * other runs are in it.
 *
 * @param root folder of the app's code
 */
export function reportStrays(door: Door, root: string): void {
  const report = (what: string) => (error: unknown) => door.log('error', `${what}: ${describeError(error, root)}`);
  process.on('unhandledRejection', report('Unhandled rejection'));
  process.on('uncaughtException', report('Uncaught error'));
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning' && !message.includes('MODULE_TYPELESS')) door.log('warn', `${name}: ${withoutRoot(message, root)}`);
  });
}

/** `Error: text (main.js:3:5)` */
export function describeError(error: unknown, root: string): string {
  const { stack } = (error ?? {}) as { stack?: unknown };
  const place = placeInStack(stack, root);
  return place === undefined ? String(error) : `${String(error)} (${placeText(place)})`;
}
