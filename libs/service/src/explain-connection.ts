import { CLIENT_CERTIFICATE_WANTED } from './inspect-nats.ts';

/** A reason why a connection was not made. */
export interface ConnectionFault {
  /** A sentence about the server, to follow its name. Never a text of a driver: those name addresses and users. */
  readonly reason: string;
  /** Whether waiting may mend it: a server that starts, and no mistake in an address or a certificate. */
  readonly isPassing: boolean;
}

const passing = (reason: string): ConnectionFault => ({ reason, isPassing: true });
const lasting = (reason: string): ConnectionFault => ({ reason, isPassing: false });

const UNTRUSTED = lasting(
  'shows a certificate of an authority that this process does not trust (PARLANCE_NATS_CA_FILE and PARLANCE_MONGODB_CA_FILE name others)',
);
const NO_CLIENT_CERTIFICATE = lasting(
  'asks for a client certificate, and takes none or not this one (PARLANCE_NATS_CERT_FILE and PARLANCE_MONGODB_CERT_FILE name one)',
);
const NO_SUCH_HOST = passing('has an address whose host name nobody knows');
const SILENT = passing('does not answer at its address');

/** By the codes of Node, OpenSSL and MongoDB. */
const BY_CODE: ReadonlyMap<unknown, ConnectionFault> = new Map<unknown, ConnectionFault>([
  ['ERR_TLS_CERT_ALTNAME_INVALID', lasting('shows a certificate that lacks the host name of its address')],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['CERT_HAS_EXPIRED', lasting('shows a certificate that has expired')],
  ['CERT_NOT_YET_VALID', lasting('shows a certificate that is not valid yet')],
  [CLIENT_CERTIFICATE_WANTED, NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', NO_CLIENT_CERTIFICATE],
  ['ERR_SSL_WRONG_VERSION_NUMBER', lasting('speaks no TLS at its address')],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', lasting('speaks no TLS at its address')],
  ['ERR_INVALID_URL', lasting('has an address that is none')],
  ['ENOENT', lasting('needs a file, such as a certificate, that is not there')],
  ['ENOTFOUND', NO_SUCH_HOST],
  ['EAI_AGAIN', NO_SUCH_HOST],
  ['ECONNREFUSED', passing('does not listen at its address')],
  ['ECONNRESET', passing('closes the connection at once; it may ask for TLS')],
  ['ETIMEDOUT', SILENT],
  ['EHOSTUNREACH', SILENT],
  ['ENETUNREACH', SILENT],
  [18, lasting('refuses the user or the password')], // AuthenticationFailed
]);

const BY_NAME: ReadonlyMap<string, ConnectionFault> = new Map([
  ['AuthorizationError', passing('refuses the user, the password or the token')], // NATS, whose users may be on their way
  ['UserAuthenticationExpiredError', passing('says that these credentials have expired')],
  ['TimeoutError', SILENT],
]);

const WRONG_SET = lasting('has no member at its address that belongs to the replica set of the setting replicaSet');

/** More than any driver wraps around a fault. */
const LOOKED_AT_MAX = 50;

/** The reason behind the error of a driver, sought in its causes; undefined for one that this table does not know. */
export function explainConnection(error: unknown): ConnectionFault | undefined {
  const seen = new Set<unknown>();
  const waiting = [error];
  for (const fault of waiting) {
    if (typeof fault !== 'object' || fault === null || seen.has(fault) || seen.size > LOOKED_AT_MAX) continue;
    seen.add(fault);
    const { code, name, cause, reason, errors, servers, setName } = fault as Readonly<Record<string, unknown>>;
    const known = BY_CODE.get(code) ?? (typeof name === 'string' ? BY_NAME.get(name) : undefined);
    if (known !== undefined) return known;
    // A driver of MongoDB puts the servers it has seen into the reason, and takes those of other sets out.
    if (servers instanceof Map && typeof setName === 'string' && servers.size === 0) return WRONG_SET;
    waiting.push(cause, reason);
    if (Array.isArray(errors)) waiting.push(...(errors as unknown[]));
    if (servers instanceof Map) for (const server of servers.values()) waiting.push((server as { readonly error?: unknown }).error);
  }
  return undefined;
}
