import { COMMON_BEHAVIOURS, HTTP2_BEHAVIOURS } from '../frame/behaviours.ts';
import type { IssuedCertificate } from '../frame/certificates.ts';
import type { Exchange } from '../frame/exchange.ts';
import { Http2Manners } from '../frame/http2-manners.ts';
import { parseJson, pushIdIn } from '../frame/json.ts';
import { listen } from '../frame/listener.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import { Simulator, type SimulatorContext } from '../frame/simulator.ts';
import type { AccessTokens } from '../oauth/access-tokens.ts';
import type { ServiceAccount } from '../oauth/google-oauth.ts';
import { FCM_ANSWERS, type FcmRefusal } from './answers.ts';
import { checkMessage, type FcmMessage } from './message.ts';

export interface FcmOptions extends SimulatorContext {
  readonly port: number;
  readonly certificate: IssuedCertificate;
  readonly account: ServiceAccount;
  /** Those of the token endpoint. */
  readonly tokens: AccessTokens;
}

const SEND_PATH = /^\/v1\/projects\/([^/]+)\/messages:send$/;

/** Starts FCM's HTTP v1 interface, over HTTP/2 and HTTP/1.1. */
export async function startFcm({ port, certificate, account, tokens, ...context }: FcmOptions): Promise<RunningSimulator<ServiceAccount>> {
  const simulator = new Simulator(
    {
      name: 'fcm',
      behaviours: [...COMMON_BEHAVIOURS, ...HTTP2_BEHAVIOURS],
      answers: FCM_ANSWERS,
      throttled: 'QUOTA_EXCEEDED',
      outage: 'UNAVAILABLE',
    },
    context,
  );
  const manners = new Http2Manners(simulator);
  let sent = 0;

  const serve = async (exchange: Exchange): Promise<void> => {
    if (!simulator.admit(exchange) || !manners.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const refuse = (name: FcmRefusal, detail?: string) => simulator.answer(exchange, name, { detail });

    const project = SEND_PATH.exec(exchange.path)?.[1];
    if (project === undefined || exchange.method !== 'POST') return refuse('NOT_FOUND');
    const allowed = tokens.subjectOf(exchange.headers.authorization);
    if (allowed === undefined) return refuse('UNAUTHENTICATED');
    if (allowed !== project) return refuse('PERMISSION_DENIED');
    const payload = body.bytes.toString('utf8');
    const checked = checkMessage(parseJson(payload));
    if ('refusal' in checked) return refuse(checked.refusal, checked.detail);
    const { message, target, validateOnly } = checked;
    const success = () => {
      sent += 1;
      const name = `projects/${project}/messages/${validateOnly ? 'fake_message_id' : `0:${simulator.now()}%${sent.toString(16)}`}`;
      return { status: 200, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: JSON.stringify({ name }) };
    };
    if (validateOnly) return simulator.settle(exchange, target, success, () => undefined);
    simulator.deliver(exchange, { token: target, pushId: pushIdIn(message.data), payload, facts: factsOf(message) }, success);
  };

  const listener = await listen({
    port,
    tls: certificate,
    protocols: ['h2', 'http/1.1'],
    http2Settings: () => ({ maxConcurrentStreams: simulator.behaviours.maxConcurrentStreams }),
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange) => void serve(exchange),
  });
  return running(simulator, listener, `https://localhost:${listener.port}`, account);
}

function factsOf({ android }: FcmMessage): Record<string, string> {
  const facts = { priority: android?.priority, ttl: android?.ttl, collapse_key: android?.collapse_key };
  return Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined));
}
