import { t } from '../texts/index.ts';
import { ConsoleError } from './console-error.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => ({}));
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

async function errorOf(response: Response): Promise<ConsoleError> {
  const body = await bodyOf(response);
  const wait = Number(response.headers.get('retry-after'));
  return new ConsoleError(response.status, {
    error: text(body.error) ?? t.errors.ofStatus(response.status),
    code: number(body.code),
    requestId: text(body.requestId) ?? text(response.headers.get('x-parse-request-id')),
    needs: text(body.needs),
    retryAfterSeconds: wait > 0 ? wait : undefined,
  });
}

/** The answer's JSON. @throws ConsoleError of any answer but 2xx, and with status 0 where there is none */
export async function request(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init }).catch((cause: unknown) => {
    if (init.signal?.aborted === true) throw cause;
    throw new ConsoleError(0, { error: t.errors.unreachable });
  });
  if (!response.ok) throw await errorOf(response);
  return response.status === 204 ? undefined : response.json();
}

/** Options of a request with a JSON body. */
export const posting = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
