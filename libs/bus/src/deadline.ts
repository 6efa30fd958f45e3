import { requestTimeout } from './wire/errors.ts';

/** Node's timers go no further; nobody waits 24 days for a reply. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Calls `act` when `deadline`, in epoch milliseconds, has passed. */
export function atDeadline(deadline: number, act: () => void): NodeJS.Timeout {
  return setTimeout(act, Math.min(Math.max(deadline - Date.now(), 0), TIMER_MS_MAX));
}

/** The outcome of `work`, or RequestTimeout once the deadline has passed; the work itself then goes on unobserved. */
export function beforeDeadline<T>(deadline: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = atDeadline(deadline, () => reject(requestTimeout()));
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
