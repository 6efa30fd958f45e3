import { setTimeout as pause } from 'node:timers/promises';
import type Parse from 'parse/node';
import { as } from './cast.ts';
import type { ParseSdk } from './sdk.ts';

/** Another process may hear of a changed role a moment after the change was answered. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 2;

/** The view of a caller on a note, in words. */
export interface View {
  readonly shown: boolean;
  readonly words: string;
}

/** @param user who asks; undefined for somebody without a session */
export async function view(sdk: ParseSdk, user: Parse.User | undefined, note: Parse.Object): Promise<View> {
  try {
    const seen = await new sdk.Query('Note').get(note.id ?? '', user && as(user));
    return { shown: true, words: `"${String(seen.get('text'))}"` };
  } catch (error) {
    return { shown: false, words: refusal(sdk, error) };
  }
}

/**
 * Looks until the note is shown or hidden as wanted.
 *
 * @returns in words, with the time that it took
 * @throws Error when it does not come to that
 */
export async function viewOnce(wanted: 'shown' | 'hidden', sdk: ParseSdk, user: Parse.User, note: Parse.Object): Promise<string> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < PATIENCE_MS) {
    const { shown, words } = await view(sdk, user, note);
    if (shown === (wanted === 'shown')) return `${words} (${Math.ceil(performance.now() - startedAt)} ms after the change)`;
    await pause(LOOK_AGAIN_MS);
  }
  throw new Error(`The note should be ${wanted} by now.`);
}

/** The error of a note that is hidden, or not there: nobody can tell which. @throws anything else */
export function refusal(sdk: ParseSdk, error: unknown): string {
  if (!(error instanceof sdk.Error) || error.code !== sdk.Error.OBJECT_NOT_FOUND) throw error;
  return `error ${error.code}, ${error.message}`;
}
