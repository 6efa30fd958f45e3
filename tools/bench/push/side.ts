import type { Audience } from './installations.ts';

/** A push that was asked for. */
export interface AskedPush {
  readonly id: string;
  /** Milliseconds from the request to its answer. */
  readonly answeredMs: number;
}

/** A server that sends pushes, on the databases that all sides share. */
export interface PushSide {
  readonly name: 'peer' | 'split' | 'fused';
  /** Processes whose memory is told, by name. */
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** Roots of the process trees whose CPU time is told. */
  readonly cpuOf: readonly number[];
  push(audience: Audience, body: object): Promise<AskedPush>;
  /** Installations that this push was handed to a provider for; the push is over when `done`. */
  progress(audience: Audience, id: string): Promise<{ readonly sent: number; readonly done: boolean }>;
  stop(): Promise<void>;
}

/** Sends `POST /push`. @throws Error when it is refused */
export async function postPush(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<AskedPush> {
  const began = performance.now();
  const answer = await fetch(`${url}/push`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const answeredMs = performance.now() - began;
  const id = answer.headers.get('x-parse-push-status-id');
  if (answer.status !== 200 || id === null) throw new Error(`POST /push was answered ${answer.status}: ${text.slice(0, 300)}`);
  return { id, answeredMs };
}
