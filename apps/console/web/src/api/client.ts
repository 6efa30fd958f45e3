import { isConsoleError } from './console-error.ts';
import { posting, request } from './http.ts';
import type { OperationName, ReplyOf, RequestOf } from './operations.ts';

/** The token that each change carries besides the cookie, and the thing to do when a session has ended. */
const state = { csrf: '', signedOut: () => {} };

export const keepCsrf = (csrf: string): void => void (state.csrf = csrf);
export const onSignedOut = (tell: () => void): void => void (state.signedOut = tell);
export const csrfHeader = (): Record<string, string> => ({ 'X-CSRF-Token': state.csrf });

/** Asks an administrative operation. @throws ConsoleError */
export async function call<Name extends OperationName>(name: Name, input: RequestOf<Name>, signal?: AbortSignal): Promise<ReplyOf<Name>> {
  try {
    return (await request(`/api/${name}`, { ...posting(input, csrfHeader()), signal })) as ReplyOf<Name>;
  } catch (error) {
    if (isConsoleError(error, 401)) state.signedOut();
    throw error;
  }
}
