/**
 * Calls over gRPC that cost the one who asks as little as possible: the request is encoded once, and the reply is counted, not read. A whole
 * client takes as much of the two cores as the services that are measured.
 */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, constants, type ClientHttp2Session } from 'node:http2';

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_CONTENT_TYPE, HTTP2_HEADER_TE, HTTP2_HEADER_AUTHORIZATION } = constants;
const PREFIX_BYTES = 5;

export interface GrpcCall {
  readonly path: string;
  readonly token: string;
  /** The request as protocol buffers have it. */
  readonly message: Uint8Array;
}

export interface GrpcLoad {
  /** @throws Error for a call whose status is not 0, or that is answered without a message */
  readonly ask: () => Promise<void>;
  readonly close: () => void;
}

export async function grpcLoad(url: string, { path, token, message }: GrpcCall): Promise<GrpcLoad> {
  const session = connect(url);
  await once(session, 'connect');
  const frame = framed(message);
  const fields = {
    [HTTP2_HEADER_METHOD]: 'POST',
    [HTTP2_HEADER_PATH]: path,
    [HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
    [HTTP2_HEADER_TE]: 'trailers',
    [HTTP2_HEADER_AUTHORIZATION]: `Bearer ${token}`,
  };
  return { ask: () => askOn(session, fields, frame), close: () => session.close() };
}

function askOn(session: ClientHttp2Session, fields: Readonly<Record<string, string>>, frame: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stream = session.request(fields);
  let bytes = 0;
  let status: string | string[] | undefined;
  stream.on('data', (chunk: Uint8Array) => (bytes += chunk.length));
  stream.on('trailers', (trailers: IncomingHttpHeaders) => (status = trailers['grpc-status']));
  stream.on('error', reject);
  stream.on('end', () => {
    if (status === '0' && bytes > PREFIX_BYTES) resolve();
    else reject(new Error(`The call had the status ${String(status)} and ${bytes} bytes.`));
  });
  stream.end(frame);
  return promise;
}

/** A message that is not compressed, with its length before it. */
function framed(message: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}
