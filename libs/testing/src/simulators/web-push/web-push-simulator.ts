import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { COMMON_BEHAVIOURS, HTTP2_BEHAVIOURS } from '../frame/behaviours.ts';
import type { IssuedCertificate } from '../frame/certificates.ts';
import type { Body, Exchange } from '../frame/exchange.ts';
import { Http2Manners } from '../frame/http2-manners.ts';
import { parseJson, pushIdIn } from '../frame/json.ts';
import { listen } from '../frame/listener.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import { Simulator, type Arrival, type SimulatorContext } from '../frame/simulator.ts';
import { WEB_PUSH_ANSWERS, type WebPushRefusal } from './answers.ts';
import { decrypt, receiverKeys, type ReceiverKeys } from './decrypt.ts';
import { Vapid } from './vapid.ts';

/** A browser's subscription, as `PushSubscription.toJSON()` gives it. */
export interface WebPushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The sender's key pair, which subscriptions are made for; base64url of the point and of the number. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** The keys of every subscription of this run: the simulator decrypts with their private part. */
  readonly subscriptionKeys: WebPushSubscription['keys'];
}

/** Bytes of an encrypted message that a push service takes. */
const MESSAGE_BYTES_MAX = 4_096;
const ENDPOINT = /^\/push\/([\w.~-]+)$/;
const URGENCIES = ['very-low', 'low', 'normal', 'high'];

/** A subscription of a simulated browser. @param id letters, digits and `_.~-`: scripts and the journal know the browser by it */
export const webPushSubscription = ({ url, credentials }: RunningSimulator<VapidKeys>, id: string): WebPushSubscription => ({
  endpoint: `${url}/push/${id}`,
  keys: credentials.subscriptionKeys,
});

/** Starts a push service of browsers, over HTTP/2 and HTTP/1.1. */
export async function startWebPush({
  port,
  certificate,
  ...context
}: SimulatorContext & { readonly port: number; readonly certificate: IssuedCertificate }): Promise<RunningSimulator<VapidKeys>> {
  const simulator = new Simulator(
    {
      name: 'web-push',
      behaviours: [...COMMON_BEHAVIOURS, ...HTTP2_BEHAVIOURS],
      answers: WEB_PUSH_ANSWERS,
      throttled: 'TooManyRequests',
      outage: 'Unavailable',
    },
    context,
  );
  const receiver = receiverKeys(randomBytes(16));
  const sender = createECDH('prime256v1');
  const publicKey = sender.generateKeys('base64url');
  let url = '';
  const vapid = new Vapid(publicKey, () => url);
  const manners = new Http2Manners(simulator);

  const serve = async (exchange: Exchange): Promise<void> => {
    if (!simulator.admit(exchange) || !manners.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const token = ENDPOINT.exec(exchange.path)?.[1];
    if (token === undefined) return simulator.answer(exchange, 'NotFound');
    if (exchange.method !== 'POST') return simulator.answer(exchange, 'MethodNotAllowed');
    const stranger = await vapid.check(exchange.headers.authorization, simulator.now());
    if (stranger !== undefined) return simulator.answer(exchange, stranger);
    const checked = checkMessage(exchange.headers, body, receiver);
    if ('refusal' in checked) return simulator.answer(exchange, checked.refusal, { detail: checked.detail });
    simulator.deliver(exchange, { token, ...checked }, { status: 201, headers: { location: `${url}/message/${randomUUID()}` } });
  };

  const listener = await listen({
    port,
    tls: certificate,
    protocols: ['h2', 'http/1.1'],
    http2Settings: () => ({ maxConcurrentStreams: simulator.behaviours.maxConcurrentStreams }),
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange) => void serve(exchange),
  });
  url = `https://localhost:${listener.port}`;
  return running(simulator, listener, url, {
    publicKey,
    privateKey: asNumberOf32Bytes(sender.getPrivateKey()).toString('base64url'),
    subscriptionKeys: { p256dh: receiver.ecdh.getPublicKey('base64url'), auth: receiver.auth.toString('base64url') },
  });
}

/** Node leaves out leading zeros, one key in 256. */
const asNumberOf32Bytes = (number: Buffer): Buffer => Buffer.concat([Buffer.alloc(32 - number.length), number]);

type Checked = { readonly refusal: WebPushRefusal; readonly detail: string } | Omit<Arrival, 'token'>;

function checkMessage(headers: IncomingHttpHeaders, body: Body, receiver: ReceiverKeys): Checked {
  const bad = (detail: string): Checked => ({ refusal: 'BadRequest', detail });
  const { ttl, urgency, topic } = headers;
  if (typeof ttl !== 'string' || !/^\d{1,10}$/.test(ttl)) return bad('TTL is missing or malformed.');
  if (urgency !== undefined && !URGENCIES.includes(String(urgency))) return bad('Urgency is unknown.');
  if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return bad('Topic is malformed.');
  const facts = Object.fromEntries(
    Object.entries({ ttl, urgency, topic }).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  );
  if (body.size > MESSAGE_BYTES_MAX) return { refusal: 'TooLarge', detail: 'The message has more than 4096 bytes.' };
  if (body.size === 0) return { payload: '', pushId: '', facts };
  if (headers['content-encoding'] !== 'aes128gcm') return bad('Content-Encoding has to be aes128gcm.');
  const payload = decrypt(body.bytes, receiver)?.toString('utf8');
  if (payload === undefined) return bad('The browser cannot decrypt the message.');
  return { payload, pushId: pushIdIn(parseJson(payload)), facts };
}
