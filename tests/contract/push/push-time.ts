import type { Clock } from '@parlance/push';
import { serviceAt as pushAt } from '@parlance/push-service';
import type { Parlance, ParlanceOptions, Simulators } from '@parlance/testing';
import { serviceAt as workersAt } from '@parlance/workers';
import { expect } from 'vitest';
import { ended, send, startPushDeployment, type PushDeploymentOptions, type Status } from '../../e2e/push/push-deployment.ts';

/** A time that stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number;

  /** @param start ISO 8601 with a zone */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  move(ms: number): void {
    this.#now += ms;
  }
}

/** A push that a device got. */
export interface Received {
  readonly token: string;
  /** ISO 8601: the time by the clock of the test. */
  readonly at: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Headers that say something about the message. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A whole deployment whose pushes, workers and push providers go by one clock. Only leases of workers and replicas run in real time. */
export interface TimedDeployment {
  readonly parlance: Parlance;
  readonly simulators: Simulators;
  readonly clock: TestClock;
  /** Sends a push with the master key. @returns its id */
  send(body: object): Promise<string>;
  status(pushId: string): Promise<Status>;
  /** The status of a push, when it has come to its end. */
  ended(pushId: string): Promise<Status>;
  /** Moves the clock on, and returns when everything that is due then has been planned, and its workers told. */
  advance(ms: number): Promise<void>;
  /** The same up to a time, ISO 8601 with a zone. */
  advanceTo(time: string): Promise<void>;
  /** Waits until the engine has looked after all pushes at the present time. */
  looked(): Promise<void>;
  /** Messages of a push that Apple devices got, in order. */
  deliveries(pushId: string): readonly Received[];
  close(): Promise<void>;
}

export interface TimedOptions extends Omit<PushDeploymentOptions, 'definitions'> {
  /** ISO 8601 with a zone. */
  readonly start: string;
  readonly mode?: ParlanceOptions['mode'];
}

const TICK_MS = 20;
const LOOK_MS_MAX = 20_000;

export async function startTimedDeployment({ start, mode = 'fused', ...options }: TimedOptions): Promise<TimedDeployment> {
  const clock = new TestClock(start);
  const definitions = { push: pushAt(clock), workers: workersAt(clock) };
  const env = { PARLANCE_PUSH_TICK_MS: String(TICK_MS), ...options.env };
  const now = () => clock.now().getTime();
  const { parlance, simulators, close } = await startPushDeployment(mode, { ...options, env, definitions }, { now });

  /** The leader renews its lease at the beginning of each look: the second time from now one has begun and ended. */
  async function looked(): Promise<void> {
    const leases = (await parlance.pushDatabase()).collection('leases');
    const until = async () => String(((await leases.findOne({})) as { until?: Date } | null)?.until?.getTime());
    for (let looks = 0; looks < 2; looks++) {
      const before = await until();
      await expect.poll(until, { interval: TICK_MS, timeout: LOOK_MS_MAX }).not.toBe(before);
    }
  }

  async function advance(ms: number): Promise<void> {
    clock.move(ms);
    await looked();
  }

  return {
    parlance,
    simulators,
    clock,
    send: (body) => send(parlance, body),
    status: async (id) => (await parlance.masterRest('GET', `/classes/_PushStatus/${id}`)).body,
    ended: (id) => ended(parlance, id),
    advance,
    advanceTo: (time) => advance(Date.parse(time) - now()),
    looked,
    deliveries: (pushId) =>
      simulators.apns.journal
        .recent()
        .filter((delivery) => delivery.pushId === pushId)
        .map(({ token, at, payload, facts }) => ({
          token,
          at: new Date(at).toISOString(),
          payload: JSON.parse(payload) as Received['payload'],
          facts,
        })),
    close,
  };
}
