import { COMMON_BEHAVIOURS } from '../frame/behaviours.ts';
import type { IssuedCertificate } from '../frame/certificates.ts';
import type { Exchange } from '../frame/exchange.ts';
import { listen } from '../frame/listener.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import { Simulator, type SimulatorContext } from '../frame/simulator.ts';
import type { AccessTokens } from '../oauth/access-tokens.ts';
import type { WnsCredentials } from '../oauth/microsoft-oauth.ts';
import { WNS_ANSWERS, wnsSuccess, type WnsRefusal } from './answers.ts';
import { checkNotification } from './rules.ts';

export interface WnsOptions extends SimulatorContext {
  readonly port: number;
  readonly certificate: IssuedCertificate;
  readonly credentials: WnsCredentials;
  /** Those of the token endpoints. */
  readonly tokens: AccessTokens;
}

/** The channel of a device: WNS hands out such an address, and apps store it in `channelUris`. */
export const wnsChannel = (url: string, token: string): string => `${url}/?token=${encodeURIComponent(token)}`;

/** Starts the channels of WNS, over HTTP/1.1. Scripts and the journal know a channel by the token in its address. */
export async function startWns({
  port,
  certificate,
  credentials,
  tokens,
  ...context
}: WnsOptions): Promise<RunningSimulator<WnsCredentials>> {
  const simulator = new Simulator(
    {
      name: 'wns',
      behaviours: [...COMMON_BEHAVIOURS],
      answers: WNS_ANSWERS,
      throttled: 'NotAcceptable',
      outage: 'Unavailable',
    },
    context,
  );
  const serve = async (exchange: Exchange): Promise<void> => {
    if (!simulator.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const refuse = (name: WnsRefusal, detail: string) => simulator.answer(exchange, name, { detail });

    const channel = new URLSearchParams(exchange.path.split('?')[1]).get('token') ?? '';
    if (channel === '') return refuse('NotFound', 'The channel URI is not valid.');
    if (exchange.method !== 'POST') return refuse('MethodNotAllowed', 'Use POST.');
    const allowed = tokens.subjectOf(exchange.headers.authorization);
    if (allowed === undefined) return refuse('Unauthorized', 'The access token is missing, unknown or expired.');
    const checked = checkNotification(exchange.headers, body);
    if ('refusal' in checked) return refuse(checked.refusal, checked.detail);
    simulator.deliver(exchange, { token: channel, ...checked }, wnsSuccess(exchange));
  };
  const listener = await listen({
    port,
    tls: certificate,
    protocols: ['http/1.1'],
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange) => void serve(exchange),
  });
  return running(simulator, listener, `https://localhost:${listener.port}`, credentials);
}
