import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ParseError } from '@parlance/errors';
import { endedEarly } from '../body/ended-early.ts';
import { OPEN_CORS } from '../reply/cors.ts';
import type { NextRequestId } from './request-id.ts';
import { headersTooLarge } from './request-head.ts';

/** The complaint of Node's parser; `rawPacket` holds the bytes it stumbled over. */
type Unreadable = NodeJS.ErrnoException & { readonly rawPacket?: unknown };

/**
 * Answers a request that Node's parser could not read, and closes the connection: no request object exists yet, so the pipeline never
 * sees it. The form of the answer is that of every other error, and it has no body where HEAD was asked.
 */
export function connectionRefuser(nextRequestId: NextRequestId) {
  return (fault: Unreadable, socket: Socket): void => {
    if (fault.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const { status, error } = explain(fault.code, socket);
    const body = JSON.stringify(error.toBody());
    const fields = [...OPEN_CORS.fieldsFor(undefined), 'Content-Type', 'application/json; charset=utf-8', 'Connection', 'close'];
    fields.push('X-Request-Id', nextRequestId());
    const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, `Content-Length: ${Buffer.byteLength(body)}`];
    for (let index = 0; index < fields.length; index += 2) lines.push(`${fields[index]}: ${fields[index + 1]}`);
    socket.end(`${lines.join('\r\n')}\r\n\r\n${asksForHead(fault, socket) ? '' : body}`);
  };
}

/** By the request that is being received, or else by its first bytes. */
function asksForHead({ rawPacket }: Unreadable, socket: Answering): boolean {
  const received = socket._httpMessage?.req?.method;
  if (received !== undefined) return received === 'HEAD';
  return Buffer.isBuffer(rawPacket) && rawPacket.subarray(0, 5).toString('latin1') === 'HEAD ';
}

/** A slow sender is told 408, as HTTP has it, with Parse's code for everything that took too long. */
function explain(code: string | undefined, socket: Answering): { status: number; error: ParseError } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, error: headersTooLarge() };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, error: new ParseError('RequestTimeout', 'The request took too long to arrive.') };
  if (code === 'HPE_INVALID_CONTENT_LENGTH')
    return { status: 400, error: new ParseError('InvalidContentLength', 'The Content-Length is no number.') };
  const received = socket._httpMessage?.req;
  if (code === 'HPE_INVALID_EOF_STATE' && received !== undefined) return { status: 400, error: endedEarly(received) };
  return { status: 400, error: new ParseError('InvalidJson', 'This is not a readable HTTP request.') };
}

/** Node keeps the response under way on its socket; writing a second one into it would only confuse the client. */
function isAnswering(socket: Answering): boolean {
  return socket._httpMessage?.headersSent === true;
}

type Answering = Socket & { readonly _httpMessage?: (ServerResponse & { readonly req?: IncomingMessage }) | null };
