import { readFileSync } from 'node:fs';
import { credsAuthenticator, nkeyAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';

/** Files by which this process and the NATS server know each other. They are read at each connection, so that new ones take effect then. */
export interface NatsAccess {
  /** The user that credentials in a file or a certificate stand for; the place of replies has its name. */
  readonly user?: string;
  /** Certificates of authorities in PEM form. Asks for encryption, like the two below. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** A JWT and its seed. */
  readonly credentialsFile?: string;
  /** The seed of an nkey. */
  readonly nkeyFile?: string;
}

/** The part of the client library's options that files make. */
export function accessOptions(access: NatsAccess): Partial<NodeConnectionOptions> {
  const { caFile, certFile, keyFile, credentialsFile, nkeyFile } = access;
  const isSecured = caFile !== undefined || certFile !== undefined;
  const authenticator =
    credentialsFile !== undefined
      ? credsAuthenticator(contentOf(credentialsFile, '\n'))
      : nkeyFile !== undefined
        ? nkeyAuthenticator(contentOf(nkeyFile, ''))
        : undefined;
  return {
    ...(isSecured ? { tls: { caFile, certFile, keyFile } } : {}),
    ...(authenticator === undefined ? {} : { authenticator }),
  };
}

/**
 * A file that is being replaced leaves the content that was read last.
 *
 * @param end the client library takes a seed without a line end, and credentials with one only
 */
function contentOf(path: string, end: '' | '\n'): () => Uint8Array {
  let content: Uint8Array | undefined;
  return () => {
    try {
      content = Buffer.from(`${readFileSync(path, 'utf8').trim()}${end}`);
    } catch (error) {
      if (content === undefined) throw error;
    }
    return content;
  };
}
