/** The content of a NATS address list, in the form the client library takes it. */
export interface NatsAddress {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly tls?: Record<string, never>;
}

/**
 * Reads `nats://user:password@host:4222,tls://other:4222`. User and password, or a token in the user's place, are taken from the
 * first address that has them, since the client library ignores them in addresses; `tls://` asks for an encrypted connection.
 *
 * @throws Error for an address that is none; the message does not quote it, as it may hold a password
 */
export function parseNatsUrl(text: string): NatsAddress {
  const urls = text.split(',').map((part) => parseOne(part.trim()));
  const named = urls.find((url) => url.username !== '');
  return {
    servers: urls.map((url) => url.host),
    ...(urls.some((url) => url.protocol === 'tls:') && { tls: {} }),
    ...(named !== undefined && credentials(decodeURIComponent(named.username), decodeURIComponent(named.password))),
  };
}

function parseOne(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `nats://${text}`);
  if (url === null || url.host === '' || !['nats:', 'tls:'].includes(url.protocol)) {
    throw new Error('A NATS address must look like nats://host:4222.');
  }
  return url;
}

function credentials(user: string, pass: string): Pick<NatsAddress, 'user' | 'pass' | 'token'> {
  return pass === '' ? { token: user } : { user, pass };
}
