import { setTimeout as sleep } from 'node:timers/promises';
import { FEW, FEW_SIZE, type Audience } from './installations.ts';
import type { PushSide } from './side.ts';
import type { Simulators } from './simulators.ts';

/** A push to ten devices while a large one runs. */
export interface SmallPush {
  readonly side: string;
  readonly answeredMs: number;
  /** From the request to the first and the last delivery. */
  readonly firstMs: number;
  readonly lastMs: number;
}

const COUNT_MAX = 20;
const FIRST_AFTER_MS = 1_500;
const EVERY_MS = 700;
const DELIVERED_MS_MAX = 60_000;
const BODY = { where: { channels: FEW }, data: { alert: 'To a few.' } };

/** Sends pushes to ten devices, one after the other, while a large one runs. */
export async function smallPushesBeside(
  side: PushSide,
  audience: Audience,
  simulators: Simulators,
  isRunning: () => boolean,
): Promise<readonly SmallPush[]> {
  const pushes: SmallPush[] = [];
  await sleep(FIRST_AFTER_MS);
  while (isRunning() && pushes.length < COUNT_MAX) {
    const asked = Date.now();
    const { id, answeredMs } = await side.push(audience, BODY);
    const times = await delivered(id, simulators);
    pushes.push({ side: side.name, answeredMs, firstMs: Math.min(...times) - asked, lastMs: Math.max(...times) - asked });
    await sleep(EVERY_MS);
  }
  return pushes;
}

async function delivered(id: string, simulators: Simulators): Promise<readonly number[]> {
  const until = Date.now() + DELIVERED_MS_MAX;
  for (;;) {
    const times = await simulators.timesOf('apns', id);
    if (times.length >= FEW_SIZE) return times;
    if (Date.now() > until) throw new Error(`A push to ${FEW_SIZE} devices reached ${times.length} of them within a minute.`);
    await sleep(200);
  }
}
