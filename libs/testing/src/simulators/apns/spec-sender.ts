import type { ClientHttp2Session } from 'node:http2';
import { importPKCS8, SignJWT } from 'jose';
import type { ApnsCredentials } from './apns-simulator.ts';

export interface ApnsReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed; undefined for none. */
  readonly body: unknown;
}

/** A provider token. @param issuedAt milliseconds since the epoch */
export const signToken = async ({ keyId, teamId, privateKey }: ApnsCredentials, issuedAt: number): Promise<string> =>
  new SignJWT({ iss: teamId, iat: Math.floor(issuedAt / 1_000) })
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .sign(await importPKCS8(privateKey, 'ES256'));

/**
 * Sends one message by nothing but Node. Headers that are undefined are left out.
 *
 * @throws Error "No answer.", with the `code` of RST_STREAM
 */
export function sendMessage(
  session: ClientHttp2Session,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  payload: string,
): Promise<ApnsReply> {
  const request = session.request(Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)));
  return new Promise((resolve, reject) => {
    let text = '';
    let answered: Record<string, unknown> = {};
    request.on('response', (got) => (answered = got));
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('error', () => undefined); // 'close' follows
    request.on('close', () => {
      if (answered[':status'] === undefined) reject(Object.assign(new Error('No answer.'), { code: request.rstCode }));
      else resolve({ status: Number(answered[':status']), headers: answered, body: text === '' ? undefined : JSON.parse(text) });
    });
    request.end(payload);
  });
}
