import { COMMON_BEHAVIOURS } from '../frame/behaviours.ts';
import type { IssuedCertificate } from '../frame/certificates.ts';
import type { Exchange } from '../frame/exchange.ts';
import { listen } from '../frame/listener.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import { Simulator, type SimulatorContext } from '../frame/simulator.ts';
import { WINPHONE_ANSWERS, winphoneSuccess } from './answers.ts';
import { checkNotification } from './rules.ts';

/** Senders need no credentials. */
export interface WinphoneAddresses {
  /** The same service without TLS, as phones know it: `http://localhost:<port>` */
  readonly plainUrl: string;
}

const DAY_MS = 86_400_000;
const CHANNEL = /^\/u\/1\/([\w.~-]+)$/;

/** The channel of a phone, as apps store it in `channelUris`. @param token letters, digits and `_.~-` */
export const winphoneChannel = (url: string, token: string): string => `${url}/u/1/${token}`;

/** Starts MPNS, the service for Windows Phone: no authentication, and a number of messages a day and channel. */
export async function startWinphone({
  port,
  certificate,
  ...context
}: SimulatorContext & { readonly port: number; readonly certificate: IssuedCertificate }): Promise<RunningSimulator<WinphoneAddresses>> {
  const simulator = new Simulator(
    {
      name: 'winphone',
      behaviours: [...COMMON_BEHAVIOURS, 'messagesPerDay'],
      answers: WINPHONE_ANSWERS,
      throttled: 'Throttled',
      outage: 'Unavailable',
    },
    context,
  );
  const quota = new DailyQuota();
  simulator.onChange((reset) => {
    if (reset) quota.clear();
  });
  const serve = async (exchange: Exchange): Promise<void> => {
    if (!simulator.admit(exchange)) return;
    const body = await exchange.body();
    if (body === undefined) return simulator.count('given up');
    const channel = CHANNEL.exec(exchange.path)?.[1];
    if (channel === undefined) return simulator.answer(exchange, 'Expired');
    if (exchange.method !== 'POST') return simulator.answer(exchange, 'MethodNotAllowed');
    const checked = checkNotification(exchange.headers, body);
    if ('refusal' in checked) return simulator.answer(exchange, checked.refusal);
    if (!quota.take(channel, simulator.now(), simulator.behaviours.messagesPerDay)) return simulator.answer(exchange, 'Throttled');
    simulator.deliver(exchange, { token: channel, ...checked }, winphoneSuccess());
  };
  const common = {
    protocols: ['http/1.1'] as const,
    admits: () => simulator.outage()?.how !== 'cut',
    onExchange: (exchange: Exchange) => void serve(exchange),
  };
  const listener = await listen({ ...common, port, tls: certificate });
  const plain = await listen({ ...common, port: 0 });
  const both = {
    port: listener.port,
    connections: () => listener.connections() + plain.connections(),
    cutAll: () => [listener, plain].forEach((each) => each.cutAll()),
    close: async () => void (await Promise.all([listener.close(), plain.close()])),
  };
  return running(simulator, both, `https://localhost:${listener.port}`, { plainUrl: `http://localhost:${plain.port}` });
}

/** Counts the messages of each channel, from midnight to midnight (UTC). */
class DailyQuota {
  private day = -1;
  private readonly used = new Map<string, number>();

  take(channel: string, now: number, perDay: number): boolean {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.day) this.used.clear();
    this.day = day;
    const used = this.used.get(channel) ?? 0;
    if (used >= perDay) return false;
    this.used.set(channel, used + 1);
    return true;
  }

  clear(): void {
    this.used.clear();
  }
}
