/** One push, from the request to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOfTrees } from '../cpu-time.ts';
import type { Audience } from './installations.ts';
import type { PushSide } from './side.ts';
import type { Simulators } from './simulators.ts';

const LOOK_MS = 50;
/** The same text for all, as most pushes have it. */
export const BODY = { where: {}, data: { alert: 'A text of some length, as people write them.', title: 'Title', sound: 'default' } };

export interface PushFigures {
  readonly side: string;
  readonly audience: Audience;
  readonly answeredMs: number;
  /** Until the last installation, or until it was given up. */
  readonly ms: number;
  readonly sent: number;
  readonly finished: boolean;
  /** Of the side's processes and of MongoDB, in milliseconds. */
  readonly cpuMs: number;
  readonly databaseCpuMs: number;
}

/** Something that goes on while a push runs. */
export type Beside = (isRunning: () => boolean) => Promise<void>;

export const perSecond = ({ sent, ms }: Pick<PushFigures, 'sent' | 'ms'>): number => (sent / ms) * 1_000;

/**
 * Sends a push to a whole audience and waits until all of them were handed to providers that take everything at once.
 *
 * @throws Error when it ends with another number
 */
export async function measureFanOut(side: PushSide, audience: Audience, patienceMs: number, databasePid: number): Promise<PushFigures> {
  return measured(side, audience, patienceMs, databasePid, (id) => side.progress(audience, id));
}

/** The same to simulated providers: it ends when they have taken the last message. */
export async function measureDelivery(
  side: PushSide,
  audience: Audience,
  patienceMs: number,
  databasePid: number,
  simulators: Simulators,
  beside: Beside = () => Promise.resolve(),
): Promise<PushFigures> {
  await simulators.reset();
  const provider = audience.deviceType === 'ios' ? 'apns' : 'fcm';
  const figures = await measured(
    side,
    audience,
    patienceMs,
    databasePid,
    async (id) => {
      // The messages of the peer do not name their push.
      const taken = await simulators.taken(provider, side.name === 'peer' ? undefined : id);
      return { sent: taken, done: taken >= audience.size };
    },
    beside,
  );
  return figures;
}

async function measured(
  side: PushSide,
  audience: Audience,
  patienceMs: number,
  databasePid: number,
  progress: (id: string) => Promise<{ readonly sent: number; readonly done: boolean }>,
  beside: Beside = () => Promise.resolve(),
): Promise<PushFigures> {
  const cpuBefore = cpuMsOfTrees(side.cpuOf);
  const databaseBefore = cpuMsOfTrees([databasePid]);
  const began = performance.now();
  const { id, answeredMs } = await side.push(audience, BODY);
  let now = { sent: 0, done: false };
  const work = beside(() => !now.done);
  while (!now.done && performance.now() - began < patienceMs) {
    await sleep(LOOK_MS);
    now = await progress(id);
  }
  const ms = performance.now() - began;
  const cpuMs = cpuMsOfTrees(side.cpuOf) - cpuBefore;
  const databaseCpuMs = cpuMsOfTrees([databasePid]) - databaseBefore;
  await work;
  if (now.done && now.sent !== audience.size) throw new Error(`${side.name} sent ${now.sent} of ${audience.size} to ${audience.app}.`);
  return { side: side.name, audience, answeredMs, ms, sent: now.sent, finished: now.done, cpuMs, databaseCpuMs };
}
