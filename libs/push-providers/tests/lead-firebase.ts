import http2 from 'node:http2';
import { connect as connectTls } from 'node:tls';

/**
 * Leads `firebase-admin` to the simulator of FCM: its host is a constant, and it calls `http2.connect` anew for each batch, with a scheme
 * that a Node server refuses. Section 13.1 of docs/contract/30-push-engine.md.
 *
 * @returns a function that ends it
 */
export function leadFirebase(url: () => string, authority: () => string): () => void {
  const connect = http2.connect;
  const lead = (to: string | URL, ...rest: unknown[]) => {
    if (!String(to).includes('fcm.googleapis.com')) return Reflect.apply(connect, http2, [to, ...rest]);
    const { hostname, port } = new URL(url());
    const createConnection = () =>
      connectTls({ host: hostname, port: Number(port), servername: hostname, ca: authority(), ALPNProtocols: ['h2'] });
    const session = connect(String(to), { ...(rest[0] as http2.ClientSessionOptions), createConnection });
    const request = session.request.bind(session);
    session.request = (headers, options) => request({ ...(headers as http2.OutgoingHttpHeaders), ':scheme': 'https' }, options);
    return session;
  };
  http2.connect = lead as typeof http2.connect;
  return () => {
    http2.connect = connect;
  };
}
