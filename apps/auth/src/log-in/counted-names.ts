import type { RequestContext } from '@parlance/contracts';
import type { Counted, SharedNotes } from '@parlance/redis';
import { afterWrite, countFailure, isLockedOut, LOCK_MEMORY_MS, type FailedLogIns, type LockoutPolicy } from '../passwords/index.ts';

const ROUNDS_MAX = 30;
const NONE: FailedLogIns = { count: 0, expiresAt: undefined };

/**
 * Failed log-ins by the name that was stated, whether anybody has it or not. A user's own count stands in their document and decides for
 * them; this one decides for names that nobody has, by the same rules, so that neither an answer nor its time tells them apart.
 */
export class CountedNames {
  readonly #notes: SharedNotes;

  constructor(notes: SharedNotes) {
    this.#notes = notes;
  }

  async failuresOf(name: string, context: Pick<RequestContext, 'app'>): Promise<FailedLogIns> {
    return read(await this.#notes.read(keyOf(name, context)));
  }

  /** Counts a failure. @returns the failures that lock the name, where others have locked it meanwhile */
  async count(name: string, policy: LockoutPolicy, context: Pick<RequestContext, 'app'>): Promise<FailedLogIns | undefined> {
    const key = keyOf(name, context);
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const note = await this.#notes.read(key);
      const failed = read(note);
      const now = new Date();
      if (isLockedOut(failed, policy, now)) return failed;
      const next = afterWrite(failed, countFailure(failed, policy, now));
      const lockMs = (next.expiresAt?.getTime() ?? now.getTime()) - now.getTime();
      if (await this.#notes.replace(key, note, write(next), lockMs + LOCK_MEMORY_MS)) return undefined;
    }
    return { count: policy.threshold, expiresAt: undefined };
  }
}

function keyOf(name: string, { app }: Pick<RequestContext, 'app'>): Counted {
  return { app, key: name.toLowerCase() };
}

function read(note: string | undefined): FailedLogIns {
  const [count, expires] = (note ?? '').split(' ').map(Number);
  if (count === undefined || expires === undefined) return NONE;
  return { count, expiresAt: new Date(expires) };
}

function write({ count, expiresAt }: FailedLogIns): string {
  return `${count} ${expiresAt?.getTime() ?? 0}`;
}
