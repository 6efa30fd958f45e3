/** Parse Server with its own push pipeline. */
import { anyFreePort } from '../../launcher/ports.ts';
import { startPeer } from '../../peer/peer.ts';
import { withDatabase, type Servers } from '../systems.ts';
import type { Audience } from './installations.ts';
import { postPush, type PushSide } from './side.ts';
import type { Simulators } from './simulators.ts';

const ADAPTER = new URL('./peer-adapter.mjs', import.meta.url).pathname;

/**
 * Parse Server for one audience.
 *
 * @param simulators the providers that its push adapter sends to; without them it has an adapter that takes everything at once
 */
export async function startPeerPush({ mongodbUrl, guard }: Servers, audience: Audience, simulators?: Simulators): Promise<PushSide> {
  const port = await anyFreePort();
  const providers = simulators === undefined ? undefined : providersOf(simulators);
  const options = { push: { adapter: ADAPTER, countPort: port, providers } };
  const peer = await startPeer(withDatabase(mongodbUrl, audience.database), { guard, options });
  const headers = { 'x-parse-application-id': peer.keys.appId, 'x-parse-master-key': peer.keys.masterKey };
  return {
    name: 'peer',
    processes: [{ name: 'peer', pid: peer.pid }],
    cpuOf: [peer.pid],
    push: (_, body) => postPush(peer.url, headers, body),
    progress: async () => {
      // Its own status cannot tell: it may say "running" for ever.
      const sent = Number(await (await fetch(`http://127.0.0.1:${port}`)).text());
      return { sent, done: sent >= audience.size };
    },
    stop: () => peer.stop(),
  };
}

/** The options of Parse Server's push adapter, and the places that stand in for those of Google. */
function providersOf({ description }: Simulators): object {
  const { authority: ca, apns, fcm } = description;
  const { hostname, port } = new URL(apns.url);
  const { keyId, teamId, privateKey: key, bundleId: topic } = apns;
  const ios = {
    token: { key, keyId, teamId },
    topic,
    production: true,
    address: '127.0.0.1',
    port: Number(port),
    servername: hostname,
    ca: [ca],
  };
  return { ca, fcmUrl: fcm.url, push: { ios, android: { firebaseServiceAccount: fcm.serviceAccount } } };
}
