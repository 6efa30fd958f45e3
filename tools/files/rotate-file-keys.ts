import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

export interface RotateOptions {
  /** Address of the mount. */
  readonly url: string;
  readonly app: string;
  readonly masterKey: string;
  /** Where to go on, as an earlier run has said it: JSON. */
  readonly place?: string;
}

const rotated = z.object({ examined: z.number(), rotated: z.number(), next: z.unknown().optional() });

/** The deployment refused, or could not be reached often enough. */
export class StoppedEarly extends Error {
  /** JSON; undefined when nothing is done yet. */
  readonly place: string | undefined;

  constructor(text: string, place: string | undefined) {
    super(text);
    this.place = place;
  }
}

/**
 * Wraps the keys of all encrypted files of an app by the current key of the deployment, some files at a time. A run may be repeated from
 * anywhere: files whose key is wrapped so already stay as they are.
 *
 * @param tell is told how far it is, in sentences
 * @throws StoppedEarly
 */
export async function rotateFileKeys({ url, app, masterKey, place: from }: RotateOptions, tell: (sentence: string) => void): Promise<void> {
  const total = { examined: 0, rotated: 0 };
  let place = from;
  do {
    const step = await ask({ url, app, masterKey }, place);
    total.examined += step.examined;
    total.rotated += step.rotated;
    place = step.next === undefined || step.next === null ? undefined : JSON.stringify(step.next);
    tell(`${app}: ${total.examined} files looked at, ${total.rotated} keys wrapped anew.`);
  } while (place !== undefined);
  tell(`${app}: done. No file needs an older key of the deployment any more.`);
}

async function ask({ url, app, masterKey }: Omit<RotateOptions, 'place'>, place: string | undefined): Promise<z.infer<typeof rotated>> {
  const headers = { 'X-Parse-Application-Id': app, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' };
  for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt++, pauseMs *= 2) {
    const answer = await post(`${url}/admin/files/rotate-keys`, headers, `{"place":${place ?? 'null'}}`);
    if (answer.status === 200) return rotated.parse(JSON.parse(answer.text));
    const mayChange = answer.status === undefined || answer.status === 429 || answer.status >= 500;
    if (!mayChange || attempt === ATTEMPTS) throw new StoppedEarly(`${app}: ${answer.text}`, place);
    await sleep(pauseMs);
  }
}

/** @returns no status where nobody answers */
async function post(url: string, headers: Record<string, string>, body: string): Promise<{ status: number | undefined; text: string }> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: undefined, text: `Nobody answers at ${url}.` };
  }
}
