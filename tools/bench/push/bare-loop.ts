import { connect } from 'node:http2';
import { importPKCS8, SignJWT } from 'jose';
import type { Simulators } from './simulators.ts';

const MESSAGES = 50_000;
const STREAMS = 500;
const PAYLOAD = JSON.stringify({
  push_id: 'loop',
  aps: { alert: { title: 'Title', body: 'A text of some length, as people write them.' }, sound: 'default' },
});

/** Messages a second that a loop on one connection gets rid of, which does nothing else: the most that the simulator of APNs takes from Node. */
export async function measureBareLoop({ description: { authority, apns } }: Simulators): Promise<number> {
  const key = await importPKCS8(apns.privateKey, 'ES256');
  const jwt = await new SignJWT({ iss: apns.teamId }).setIssuedAt().setProtectedHeader({ alg: 'ES256', kid: apns.keyId }).sign(key);
  const session = connect(apns.url, { ca: authority });
  const headers = {
    ':method': 'POST',
    authorization: `bearer ${jwt}`,
    'apns-topic': apns.bundleId,
    'apns-push-type': 'alert',
    'apns-priority': '10',
  };
  const send = (n: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = session.request({ ...headers, ':path': `/3/device/${n.toString(16).padStart(64, 'b')}` });
      request.once('response', ({ ':status': status }) => (status === 200 ? resolve() : reject(new Error(`APNs answered ${status}.`))));
      request.once('error', reject);
      request.resume();
      request.end(PAYLOAD);
    });
  await send(0); // opens the way for many streams
  const began = performance.now();
  let next = 0;
  const work = async () => {
    while (next < MESSAGES) await send(next++);
  };
  await Promise.all(Array.from({ length: STREAMS }, work));
  const rate = (MESSAGES / (performance.now() - began)) * 1_000;
  session.destroy();
  return rate;
}
