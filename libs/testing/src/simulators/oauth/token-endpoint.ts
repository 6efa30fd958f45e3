import { COMMON_BEHAVIOURS } from '../frame/behaviours.ts';
import type { IssuedCertificate } from '../frame/certificates.ts';
import type { Answer, Exchange } from '../frame/exchange.ts';
import { listen, type Listener } from '../frame/listener.ts';
import { Simulator, type SimulatorContext } from '../frame/simulator.ts';
import { OAUTH_ANSWERS, type OAuthError } from './answers.ts';

/** A refusal, or the client that gets a token. */
export type Judgement =
  { readonly refusal: OAuthError; readonly detail: string } | { readonly client: string; readonly success: () => Answer };

export interface TokenEndpoint {
  readonly simulator: Simulator;
  readonly listener: Listener;
}

/** @param judge looks at the form of one request to that path; undefined for a path that is no token endpoint */
export async function startTokenEndpoint(
  { name, port, certificate, ...context }: SimulatorContext & { name: string; port: number; certificate: IssuedCertificate },
  judge: (path: string, form: URLSearchParams, lifeSeconds: number) => Promise<Judgement | undefined>,
): Promise<TokenEndpoint> {
  const simulator = new Simulator(
    {
      name,
      behaviours: [...COMMON_BEHAVIOURS, 'expiresInSeconds'],
      answers: OAUTH_ANSWERS,
      throttled: 'rate_limit_exceeded',
      outage: 'temporarily_unavailable',
    },
    context,
  );
  const serve = async (exchange: Exchange): Promise<void> => {
    if (!simulator.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const type = exchange.headers['content-type']?.split(';')[0];
    const judgement =
      exchange.method !== 'POST' || type !== 'application/x-www-form-urlencoded'
        ? ({ refusal: 'invalid_request', detail: 'Send a form by POST.' } as const)
        : await judge(exchange.path, new URLSearchParams(body.bytes.toString('utf8')), simulator.behaviours.expiresInSeconds);
    if (judgement === undefined) return simulator.answer(exchange, 'not_found', { detail: 'No token endpoint is here.' });
    if ('refusal' in judgement) return simulator.answer(exchange, judgement.refusal, { detail: judgement.detail });
    simulator.settle(exchange, judgement.client, judgement.success, () => simulator.count('tokens'));
  };
  const listener = await listen({
    port,
    tls: certificate,
    protocols: ['h2', 'http/1.1'],
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange) => void serve(exchange),
  });
  return { simulator, listener };
}
