import { generateKeyPairSync } from 'node:crypto';
import { COMMON_BEHAVIOURS, HTTP2_BEHAVIOURS } from '../frame/behaviours.ts';
import type { CertificateAuthority, IssuedCertificate } from '../frame/certificates.ts';
import type { Exchange } from '../frame/exchange.ts';
import { Http2Manners } from '../frame/http2-manners.ts';
import { listen } from '../frame/listener.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import { Simulator, type SimulatorContext } from '../frame/simulator.ts';
import { APNS_ANSWERS, apnsSuccess, type ApnsReason } from './answers.ts';
import { ProviderTokens } from './provider-tokens.ts';
import { checkHeaders, checkPayload, checkTarget } from './rules.ts';

/** Credentials of a sender: a key for provider tokens, or a certificate. Made anew for each run. */
export interface ApnsCredentials {
  readonly keyId: string;
  readonly teamId: string;
  /** PEM (PKCS #8), as in a `.p8` file of Apple's. */
  readonly privateKey: string;
  readonly bundleId: string;
  /** For the same bundle id. */
  readonly certificate: IssuedCertificate;
}

export interface ApnsOptions extends SimulatorContext {
  readonly authority: CertificateAuthority;
  readonly certificate: IssuedCertificate;
  readonly port: number;
  readonly bundleId: string;
}

/** Starts a server that speaks APNs' protocol: HTTP/2 alone, over TLS. */
export async function startApns({
  authority,
  certificate,
  port,
  bundleId,
  ...context
}: ApnsOptions): Promise<RunningSimulator<ApnsCredentials>> {
  const simulator = new Simulator(
    {
      name: 'apns',
      behaviours: [...COMMON_BEHAVIOURS, ...HTTP2_BEHAVIOURS, 'oneStreamUntilAuthenticated', 'tokenUpdatesPer'],
      answers: APNS_ANSWERS,
      throttled: 'TooManyRequests',
      outage: 'ServiceUnavailable',
    },
    context,
  );
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const identity = { keyId: 'SIMKEY0001', teamId: 'SIMTEAM001' };
  const door = new Door(simulator, new ProviderTokens([{ ...identity, publicKey }]), [bundleId]);
  const listener = await listen({
    port,
    tls: { ...certificate, clientAuthority: authority.certificate },
    protocols: ['h2'],
    http2Settings: () => {
      const { maxConcurrentStreams, oneStreamUntilAuthenticated } = simulator.behaviours;
      return { maxConcurrentStreams: oneStreamUntilAuthenticated ? 1 : maxConcurrentStreams };
    },
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange) => void door.serve(exchange),
  });
  return running(simulator, listener, `https://localhost:${listener.port}`, {
    ...identity,
    privateKey,
    bundleId,
    certificate: await authority.issueClient(bundleId),
  });
}

/** Looks at one request after the other, in the order in which APNs complains. */
class Door {
  private readonly manners: Http2Manners;
  private readonly authenticated = new WeakSet<object>();

  private readonly simulator: Simulator;
  private readonly tokens: ProviderTokens;
  private readonly bundleIds: readonly string[];

  constructor(simulator: Simulator, tokens: ProviderTokens, bundleIds: readonly string[]) {
    this.simulator = simulator;
    this.tokens = tokens;
    this.bundleIds = bundleIds;
    this.manners = new Http2Manners(simulator);
  }

  async serve(exchange: Exchange): Promise<void> {
    const { simulator } = this;
    if (!simulator.admit(exchange) || !this.manners.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const refuse = (reason: ApnsReason) => simulator.answer(exchange, reason);

    const target = checkTarget(exchange);
    const misplaced = 'refusal' in target && (target.refusal === 'BadPath' || target.refusal === 'MethodNotAllowed');
    if (misplaced) return refuse(target.refusal);
    const stranger = await this.authenticate(exchange);
    if (stranger !== undefined) return refuse(stranger);
    const headers = checkHeaders(exchange, this.bundleIds, exchange.connection.clientSubject);
    if ('refusal' in headers) return refuse(headers.refusal);
    if ('refusal' in target) return refuse(target.refusal);
    const arrival = checkPayload(body, target.value, headers.value);
    if ('refusal' in arrival) return refuse(arrival.refusal);
    simulator.deliver(exchange, arrival.value, apnsSuccess(exchange));
  }

  private async authenticate(exchange: Exchange): Promise<ApnsReason | undefined> {
    const { connection, headers } = exchange;
    const { maxConcurrentStreams, tokenUpdatesPer } = this.simulator.behaviours;
    if (connection.clientSubject === undefined || headers.authorization !== undefined) {
      const options = { now: this.simulator.now(), connection, updatesPer: tokenUpdatesPer };
      const refusal = await this.tokens.check(headers.authorization, options);
      if (refusal !== undefined) return refusal;
    }
    if (!this.authenticated.has(connection)) {
      this.authenticated.add(connection);
      if (connection.session?.destroyed === false) connection.session.settings({ maxConcurrentStreams });
    }
    return undefined;
  }
}
