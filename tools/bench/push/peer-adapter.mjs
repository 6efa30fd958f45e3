// Push adapters of Parse Server for benchmarks. Without `providers` it takes every device at once; with them it is Parse Server's own adapter,
// whose SDKs are led to the simulators. A port tells how many devices were handed over and answered.
import { createServer } from 'node:http';
import http2 from 'node:http2';
import { createSign } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL, URL, URLSearchParams } from 'node:url';

import { connect as connectTls } from 'node:tls';

const peer = createRequire(new URL('../../../.peer/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(peer.resolve(name)).href);

export default class BenchmarkAdapter {
  constructor({ countPort, providers }) {
    this.answered = 0;
    this.adapter = providers === undefined ? undefined : simulated(providers);
    createServer((_, response) => response.end(String(this.answered))).listen(countPort, '127.0.0.1');
  }

  getValidPushTypes() {
    return ['ios', 'android'];
  }

  async send(body, installations, pushStatus) {
    const adapter = await this.adapter;
    const results =
      adapter === undefined
        ? installations.map(({ deviceToken, deviceType }) => ({ transmitted: true, device: { deviceToken, deviceType } }))
        : await adapter.send(body, installations, pushStatus);
    this.answered += results.filter((result) => result?.transmitted).length;
    return results;
  }
}

async function simulated({ ca, fcmUrl, push }) {
  leadHttp2(ca, new URL(fcmUrl));
  const account = push.android.firebaseServiceAccount;
  const { initializeApp } = await load('firebase-admin/app');
  // The adapter takes the process's app where there is one. Its credential would ask Google by a fixed address.
  initializeApp({ projectId: account.project_id, credential: { getAccessToken: () => accessToken(ca, account) } });
  const { default: ParsePushAdapter } = await load('@parse/push-adapter');
  return new ParsePushAdapter(push);
}

/** FCM's host is a constant of the SDK, which calls http2.connect anew for each batch and names the scheme "https:". */
function leadHttp2(ca, { hostname, port }) {
  const connect = http2.connect;
  http2.connect = (authority, options, ...rest) => {
    if (!String(authority).includes('fcm.googleapis.com')) return connect(authority, options, ...rest);
    const createConnection = () => connectTls({ host: '127.0.0.1', port: Number(port), servername: hostname, ca, ALPNProtocols: ['h2'] });
    const session = connect(authority, { ...options, createConnection }, ...rest);
    const request = session.request.bind(session);
    session.request = (headers, ...more) => request({ ...headers, ':scheme': 'https' }, ...more);
    return session;
  };
}

async function accessToken(ca, { client_email: iss, private_key: key, token_uri: aud }) {
  const now = Math.floor(Date.now() / 1_000);
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scope = 'https://www.googleapis.com/auth/firebase.messaging';
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss, aud, scope, iat: now, exp: now + 3_600 })}`;
  const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')}`;
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString();
  const { request } = await import('node:https');
  const text = await new Promise((resolve, reject) => {
    const asked = request(aud, { method: 'POST', ca, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).once('end', () => resolve(Buffer.concat(parts).toString()));
    });
    asked.once('error', reject).end(body);
  });
  const { access_token, expires_in } = JSON.parse(text);
  return { access_token, expires_in: Number(expires_in) };
}
