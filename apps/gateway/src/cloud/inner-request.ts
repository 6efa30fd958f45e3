import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** A connection that nobody is at the end of. */
const NO_CONNECTION = new Socket();
NO_CONNECTION.destroy();

export interface InnerRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  /** Of the client's request that began it all. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Fields of a client's request that hold for no other: its caller, its body, its conditions, and the id by which it may be repeated. */
const OF_ITS_OWN =
  /^(?:content-|if-|x-parse-(?!os-version|app-display-version|app-build-version|client-version)|transfer-encoding$|expect$|range$|authorization$)/;

/** A request of code in the form in which routes know those of clients; its body is there whole. */
export function innerRequest({ method, url, contentType, headers, body }: InnerRequest): IncomingMessage {
  const request = new IncomingMessage(NO_CONNECTION);
  request.method = method;
  request.url = url;
  request.complete = true;
  const fields: Record<string, string> = {};
  for (const name in headers) if (!OF_ITS_OWN.test(name)) fields[name] = headers[name] ?? '';
  if (contentType !== undefined) fields['content-type'] = contentType;
  if (body.length > 0) fields['content-length'] = String(body.length);
  request.headers = fields;
  if (body.length > 0) request.push(body);
  request.push(null);
  return request;
}
