import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Message, Outcome, PushProvider } from '@parlance/push';
import type { RunningSimulator } from '@parlance/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** An adapter and the simulator of its provider. */
export interface ProviderUnderTest {
  readonly simulator: RunningSimulator<unknown>;
  /** A new adapter, with the simulator's credential. @param at another place than the simulator's, `https://localhost:port` */
  create(at?: { readonly origin?: string; readonly requestTimeoutMs?: number }): PushProvider;
  /** A good message to the device with this number. */
  message(device: number): Message;
  /** The token by which the simulator's scripts and journal know that device. */
  tokenOf(device: number): string;
}

/** The provider's own words: the name of the simulator's answer, and the outcome that it has to become. */
export interface ProviderWords {
  readonly dead: readonly [answer: string, outcome: Outcome];
  readonly refused: readonly [answer: string, outcome: Outcome];
  /** Told to come again after 7 seconds. */
  readonly throttled: readonly [answer: string, outcome: Outcome];
  readonly outage: readonly [answer: string, outcome: Outcome];
  readonly authError: readonly [answer: string, outcome: Outcome] | undefined;
  readonly tooLarge: readonly [answer: string, outcome: Outcome] | undefined;
  readonly http2: boolean;
  /** Rules that the SDK behind an adapter cannot keep, and the reason. */
  readonly cannot?: Partial<Readonly<Record<'outage' | 'goodbye' | 'streams', string>>>;
  /** A message that must not leave the process, and its outcome. */
  readonly neverSent: readonly [to: string, outcome: Outcome] | undefined;
}

const devices = (count: number) => Array.from({ length: count }, (_, device) => device);
const signal = () => new AbortController().signal;

/**
 * The rules of the port `PushProvider`, for any adapter. Nothing is sent twice by an adapter, so that each test also counts the requests
 * that arrived.
 */
export function conformsToPort(name: string, words: ProviderWords, setUp: () => ProviderUnderTest): void {
  describe(`the port of providers: ${name}`, () => {
    let under: ProviderUnderTest;
    let provider: PushProvider;
    beforeEach(() => {
      under = setUp();
      under.simulator.change({ reset: true, seed: 7 });
      provider = under.create();
    });
    afterEach(() => provider.close());

    const send = (numbers: readonly number[], as = signal()) =>
      provider.send(
        numbers.map((device) => under.message(device)),
        as,
      );
    const rule = (name: keyof NonNullable<ProviderWords['cannot']>, title: string, test: () => Promise<void>) => {
      const reason = words.cannot?.[name];
      if (reason === undefined) it(title, test);
      else it.skip(`${title} (cannot: ${reason})`, test);
    };
    const taken = () => under.simulator.journal.length;
    const script = (device: number, fate: string, more: { retryAfterSeconds?: number; goneSince?: number } = {}) =>
      under.simulator.change({ scripts: [{ tokens: [under.tokenOf(device)], fates: [fate], ...more }] });
    const one = async (fate: string, more: { retryAfterSeconds?: number; goneSince?: number } = {}) => {
      script(0, fate, more);
      const [outcome] = await send([0]);
      return outcome;
    };

    it('T7 hands 300 messages over, each once, and answers in their order', async () => {
      const all = devices(300);
      expect(await send(all)).toEqual(all.map(() => ({ kind: 'sent' })));
      expect(under.simulator.journal.coverage('push1', all.map(under.tokenOf))).toEqual({ missing: [], repeated: [], strangers: 0 });
      expect(await provider.send([], signal())).toEqual([]);
    });

    it('PSH-23 gives each message the outcome of its own device', async () => {
      const [deadAnswer, dead] = words.dead;
      const [refusedAnswer, refused] = words.refused;
      for (const device of devices(60)) {
        if (device % 3 === 1) script(device, deadAnswer, { goneSince: 1_800_000_000_000 });
        if (device % 3 === 2) script(device, refusedAnswer);
      }
      const outcomes = await send(devices(60));
      expect(outcomes).toEqual(devices(60).map((device) => [{ kind: 'sent' }, dead, refused][device % 3]));
      expect(taken()).toBe(20);
    });

    it('PSH-23 neither retries nor waits when it is told to come again', async () => {
      const [answer, outcome] = words.throttled;
      expect(await one(answer, { retryAfterSeconds: 7 })).toEqual(outcome);
      expect(under.simulator.report().counters[`answer ${answer}`]).toBe(1);
      expect(taken()).toBe(0);
    });

    rule('outage', 'T7 tells an outage of the provider, once for each message', async () => {
      const [answer, outcome] = words.outage;
      expect(await one(answer)).toEqual(outcome);
      expect(under.simulator.report().counters[`answer ${answer}`]).toBe(1);
    });

    const { authError, tooLarge, neverSent } = words;
    if (authError !== undefined) {
      it('tells a credential that is refused', async () => {
        expect(await one(authError[0])).toEqual(authError[1]);
        expect(taken()).toBe(0);
      });
    }

    if (tooLarge !== undefined) {
      it('PSH-08 tells a message that is too large for the provider', async () => {
        expect(await one(tooLarge[0])).toEqual(tooLarge[1]);
      });
    }

    it.each(['reset', 'kill-after'])('counts a message whose answer is lost as unknown, and goes on: %s', async (fate) => {
      expect(await one(fate)).toMatchObject({ kind: 'unknown' });
      expect(taken()).toBe(1);
      expect(await send([1, 2])).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    });

    it('never counts a message as sent when the connection was cut before it was taken', async () => {
      expect((await one('kill-before'))?.kind).toMatch(/^(unknown|retry)$/);
      expect(taken()).toBe(0);
      expect(await send([1])).toEqual([{ kind: 'sent' }]);
    });

    if (words.http2)
      it('T7 offers messages of refused streams for another attempt', async () => {
        expect(await one('refuse')).toEqual({ kind: 'retry', reason: 'refusedStream' });
        expect(taken()).toBe(0);
      });

    if (words.http2)
      rule('goodbye', 'T7 loses and doubles nothing when the provider says goodbye', async () => {
        expect(await send([1_000])).toEqual([{ kind: 'sent' }]); // opens the way for many streams
        under.simulator.change({ behaviours: { goAway: { afterRequests: 20, reason: 'Shutdown' }, latency: { kind: 'fixed', ms: 5 } } });
        const outcomes = await send(devices(200));
        expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent', 'retry']));
        const again = outcomes.flatMap(({ kind }, device) => (kind === 'retry' ? [device] : []));
        expect(taken()).toBe(1 + 200 - again.length);
        expect(await send(again)).toEqual(again.map(() => ({ kind: 'sent' })));
        expect(under.simulator.journal.coverage('push1', devices(200).map(under.tokenOf))).toMatchObject({ missing: [], repeated: [] });
      });

    if (words.http2)
      rule('streams', 'never opens more streams than the provider allows', async () => {
        under.simulator.change({ behaviours: { maxConcurrentStreams: 3 } });
        await provider.close();
        provider = under.create();
        expect(await send(devices(100))).toEqual(devices(100).map(() => ({ kind: 'sent' })));
        expect(under.simulator.report().counters['answer success']).toBe(100);
      });

    it('ends at once when it is aborted: messages under way are unknown, the others are not sent', async () => {
      under.simulator.change({ scripts: [{ prefix: '', fates: ['silence'] }] });
      const aborter = new AbortController();
      const outcomes = send([0, 1, 2], aborter.signal);
      await under.simulator.journal.waitFor(1);
      aborter.abort();
      for (const { kind } of await outcomes) expect(kind).toMatch(/^(unknown|retry)$/);
      expect((await outcomes).filter(({ kind }) => kind === 'unknown').length).toBeGreaterThanOrEqual(taken());
      const before = under.simulator.report().counters['requests'];
      expect(await send([3], aborter.signal)).toEqual([{ kind: 'retry', reason: 'aborted' }]);
      expect(under.simulator.report().counters['requests']).toBe(before);
    });

    it('counts a message as unknown when no answer comes in time', async () => {
      await provider.close();
      provider = under.create({ requestTimeoutMs: 100 });
      expect(await one('silence')).toEqual({ kind: 'unknown', reason: 'timeout' });
    });

    it('offers messages for another attempt while nobody listens', async () => {
      await provider.close();
      provider = under.create({ origin: `https://localhost:${await freePort()}` });
      for (const outcome of await send(devices(20))) expect(outcome).toMatchObject({ kind: 'retry' });
    });

    it('I9 says nothing of tokens and credentials, whatever happens', async () => {
      const fates = [words.dead[0], words.refused[0], words.throttled[0], words.outage[0], 'reset', 'kill-after', 'kill-before'];
      const secrets = [under.tokenOf(0), ...secretsOf(under.simulator.credentials)];
      for (const fate of fates) {
        const said = JSON.stringify(await one(fate));
        for (const secret of secrets) expect(said).not.toContain(secret);
      }
    });

    if (neverSent !== undefined) {
      it('T13 does not send to a place that the provider cannot have named', async () => {
        expect(await provider.send([{ ...under.message(0), to: neverSent[0] }], signal())).toEqual([neverSent[1]]);
        expect(under.simulator.report().counters['requests'] ?? 0).toBe(0);
      });
    }

    it('sends nothing after it was closed', async () => {
      await provider.close();
      expect((await send([0]))[0]?.kind).toMatch(/^(retry|sent)$/); // adapters on shared connections have nothing of their own to close
    });
  });
}

/** All strings of a credential that are long enough to be a secret. */
function secretsOf(credentials: unknown): readonly string[] {
  if (typeof credentials === 'string') return credentials.length > 8 ? [credentials] : [];
  return typeof credentials === 'object' && credentials !== null ? Object.values(credentials).flatMap(secretsOf) : [];
}

/** A port of the loopback address that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
