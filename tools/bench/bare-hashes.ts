/**
 * The cost of hashing passwords by itself: a process that checks passwords with the library and the cost that log-ins use, as many
 * at once as there are cores, and does nothing else.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/bcrypt';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';

const PASSWORD = 'a password of the benchmark';
const MEASURED_MS = 4_000;

/** Passwords checked per second, over all cores. */
export async function bareHashesPerSecond(): Promise<number> {
  const child = fork(import.meta.filename, ['measure']);
  const [rate] = (await once(child, 'message')) as [number];
  return rate;
}

async function measure(): Promise<number> {
  const stored = await hash(PASSWORD, { cost: DEFAULT_APP_SETTINGS.passwordHashing.bcryptRounds });
  const startedAt = performance.now();
  let checked = 0;
  const checker = async (): Promise<void> => {
    for (; performance.now() - startedAt < MEASURED_MS; checked++) await verify(PASSWORD, stored);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, checker));
  return (checked * 1000) / (performance.now() - startedAt);
}

const [, entry, order] = process.argv;
if (entry === import.meta.filename && order === 'measure') {
  process.send?.(await measure());
  process.disconnect();
}
