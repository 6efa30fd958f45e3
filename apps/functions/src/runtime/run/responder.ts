import { asSdkError } from '../errors/thrown.ts';

/** The outcome that a handler with two parameters has stated. */
export interface Stated {
  readonly result: unknown;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The second parameter of a handler `(request, response)`. */
export interface Responder {
  success(result?: unknown): void;
  error(message?: unknown): void;
  status(code: number): Responder;
  header(name: string, value: string): Responder;
}

/** @returns the responder, and the promise of the outcome that is stated through it */
export function responder(): { response: Responder; stated: Promise<Stated>; isStated: () => boolean } {
  const { promise: stated, resolve, reject } = Promise.withResolvers<Stated>();
  const headers: Record<string, string> = {};
  let status: number | undefined;
  let isStated = false;
  const stateOnce = (method: string): void => {
    if (isStated) {
      const rule = 'Make sure to call success() or error() only once per cloud function execution.';
      throw new Error(`Cannot call ${method}() after response has already been sent. ${rule}`);
    }
    isStated = true;
  };
  const response: Responder = {
    success(result) {
      stateOnce('success');
      resolve({ result, status, headers });
    },
    error(message) {
      stateOnce('error');
      const error = asSdkError(message);
      if (status !== undefined) error.status = status;
      reject(error);
    },
    status(code) {
      status = code;
      return response;
    },
    header(name, value) {
      headers[name] = value;
      return response;
    },
  };
  stated.catch(() => undefined); // Nobody waits for it where the handler itself has failed.
  return { response, stated, isStated: () => isStated };
}
