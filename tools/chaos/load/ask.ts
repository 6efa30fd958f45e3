/** Where requests go. */
export interface Target {
  /** The mount: http://127.0.0.1:40123/parse */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of Node's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * The meaning of an answer to the client:
 *
 * - `done`: a success
 * - `refused`: 503, code 2, Retry-After: nothing was started
 * - `unknown`: 400, code 124: nobody knows whether it was done
 * - `unreached`: nobody listened, so nothing was started
 * - `severed`: the connection broke before the answer
 * - `wrong`: anything else, and no answer within ten seconds; never to be seen
 */
export type Outcome = 'done' | 'refused' | 'unknown' | 'unreached' | 'severed' | 'wrong';

export interface Answer {
  readonly outcome: Outcome;
  /** Status, error and body, for messages of failed tests. */
  readonly text: string;
  /** The body; empty unless `outcome` is `done`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** When the request was sent, by performance.now(). */
  readonly begun: number;
  readonly durationMs: number;
}

/** SDKs give up then. */
export const ANSWER_MS_MAX = 10_000;

/** Sends one request, once, with a string as it is and anything else as JSON. Never rejects. */
export async function ask({ url, headers, fetch: send = fetch }: Target, method: string, path: string, body?: unknown): Promise<Answer> {
  const begun = performance.now();
  const answered = (outcome: Outcome, text: string, json: Answer['body'] = {}): Answer => {
    return { outcome, text: `${method} ${path}: ${text}`, body: json, begun, durationMs: performance.now() - begun };
  };
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const response = await send(url + path, {
      method,
      headers,
      signal,
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const outcome = outcomeOf(response, text);
    return answered(outcome, `${response.status} ${text}`, outcome === 'done' ? (JSON.parse(text) as Answer['body']) : {});
  } catch (error) {
    return answered(failureOf(error), describe(error));
  }
}

/** ERR-03: every failure has a code and a text. */
function outcomeOf({ status, headers }: Response, text: string): Outcome {
  if (status === 200 || status === 201) return 'done';
  const { code, error } = JSON.parse(text) as { code?: unknown; error?: unknown };
  if (typeof error !== 'string') return 'wrong';
  if (status === 503 && code === 2 && Number(headers.get('retry-after')) >= 1) return 'refused';
  return status === 400 && code === 124 ? 'unknown' : 'wrong';
}

function failureOf(error: unknown): Outcome {
  if (!(error instanceof TypeError)) return 'wrong'; // no answer in time, or one that is no JSON
  return codeOf(error.cause) === 'ECONNREFUSED' ? 'unreached' : 'severed';
}

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined);

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${error.cause instanceof Error ? `(${String(codeOf(error.cause))} ${error.cause.message})` : ''}`;
}
