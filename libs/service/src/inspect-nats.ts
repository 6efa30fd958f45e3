import { connect, type Socket } from 'node:net';

const ANSWER_MS_MAX = 1_000;
const GREETING_BYTES_MAX = 16 << 10;
const PORT = 4222;

/** The code of the error that `assertTakesNoCertificates` throws. */
export const CLIENT_CERTIFICATE_WANTED = 'ERR_NATS_CLIENT_CERTIFICATE';

/**
 * Looks at the greetings of NATS servers, which say whether clients need certificates. The client library does not tell: it meets a closed
 * connection after its handshake, and waits for a greeting that does not come.
 *
 * @param servers addresses, separated by commas
 * @throws Error with the code CLIENT_CERTIFICATE_WANTED when every server that greets wants one and this process has none. Servers that do
 *   not greet within a second are for the client to judge
 */
export async function assertTakesNoCertificates(servers: string): Promise<void> {
  const greetings = await Promise.all(servers.split(',').map((server) => greetingOf(server.trim())));
  const known = greetings.filter((greeting) => greeting !== undefined);
  if (known.length > 0 && known.every(({ tls_verify: wanted }) => wanted === true))
    throw Object.assign(new Error('The NATS server asks for a client certificate.'), { code: CLIENT_CERTIFICATE_WANTED });
}

interface Greeting {
  readonly tls_verify?: unknown;
}

async function greetingOf(address: string): Promise<Greeting | undefined> {
  const url = URL.parse(address.includes('://') ? address : `nats://${address}`);
  if (url === null || url.hostname === '') return undefined;
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? PORT : Number(url.port) });
  try {
    const [, json] = /^INFO (\{.*\})/.exec(await firstLine(socket)) ?? [];
    return json === undefined ? undefined : (JSON.parse(json) as Greeting);
  } catch {
    return undefined; // see above
  } finally {
    socket.destroy();
  }
}

/** @throws Error for a server that cannot be reached, or says nothing in time */
async function firstLine(socket: Socket): Promise<string> {
  socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('No greeting in time.')));
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    const end = text.indexOf('\r\n');
    if (end >= 0) return text.slice(0, end);
    if (text.length > GREETING_BYTES_MAX) break;
  }
  return '';
}
