/** One request of a way to learn something. */
export interface Question {
  readonly what: string;
  readonly method: string;
  /** Below the mount, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /**
   * Why not even an insider's answer says whether the secret is there; absent when it must, so that the question is known to be able to
   * tell.
   */
  readonly silent?: string;
  /** Ends the session it is asked with. */
  readonly endsSession?: true;
}

type Members = Readonly<Record<string, unknown>>;

/** Parameters of a read as a query string: texts as they are, everything else as JSON. */
export function withParameters(path: string, parameters: Members): string {
  const texts = Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  return texts.length === 0 ? path : `${path}?${new URLSearchParams(texts as [string, string][]).toString()}`;
}

/** A read by its parameters, in the query string. */
export function read(path: string, what: string, parameters: Members = {}, silent?: string): Question {
  return { what, method: 'GET', path: withParameters(path, parameters), ...(silent === undefined ? {} : { silent }) };
}

/** Many questions as few batches, in which each stands as a part. */
export function inBatches(questions: readonly Question[], size = 40): readonly Question[] {
  return Array.from({ length: Math.ceil(questions.length / size) }, (_, n) => {
    const parts = questions.slice(n * size, (n + 1) * size);
    const requests = parts.map(({ method, path, body }) => ({ method, path: `/parse${path}`, ...(body === undefined ? {} : { body }) }));
    const silent = parts.every((part) => part.silent !== undefined) ? { silent: 'no part of it tells' } : {};
    return {
      what: `a batch of ${parts[0]?.what} to ${parts.at(-1)?.what}`,
      method: 'POST',
      path: '/batch',
      body: { requests },
      ...silent,
    };
  });
}
