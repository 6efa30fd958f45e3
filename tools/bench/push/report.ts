/** Tables of the figures, in Markdown. */
import { median } from '../latencies.ts';
import type { Acceptance } from './accept.ts';
import { perSecond, type PushFigures } from './measure.ts';
import type { MemoryPeaks } from './peaks.ts';
import type { SmallPush } from './small-pushes.ts';

const FAN_OUT_GOAL = 20_000;
const TO_PEER_GOAL = 20;
const FLAT_GOAL = 0.8;
const DELIVERY_GOAL = 0.6;
const SMALL_MS = 1_000;
const ACCEPT_MS = 50;
const WORKER_MB = 400;

const number = (value: number): string => Math.round(value).toLocaleString('en');
const verdict = (met: boolean): string => (met ? 'met' : 'missed');
const microseconds = (ms: number, count: number): string => `${((ms * 1_000) / Math.max(1, count)).toFixed(0)} µs`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** How a push went: its rate, or how far it came. */
function outcome({ finished, sent, ms }: PushFigures): string {
  return finished ? `${(ms / 1_000).toFixed(1)} s` : `did not finish in ${(ms / 1_000).toFixed(0)} s, at ${number(sent)} sent`;
}

export function fanOutTable(figures: readonly PushFigures[]): string {
  const rows = figures.map((figure) => {
    const { side, audience, answeredMs, cpuMs, databaseCpuMs, sent } = figure;
    const rate = perSecond(figure);
    const peer = figures.find((other) => other.side === 'peer' && other.audience === audience);
    const smallest = figures.find((other) => other.side === side);
    const isOurs = side !== 'peer';
    const toPeer = peer === undefined || !isOurs ? '' : `${(rate / perSecond(peer)).toFixed(1)}x`;
    const peerGoal = toPeer === '' || audience.size !== 100_000 ? '' : ` ${verdict(rate / perSecond(peer as PushFigures) >= TO_PEER_GOAL)}`;
    const flat = smallest === undefined || smallest === figure ? undefined : rate / perSecond(smallest);
    return [
      side,
      number(audience.size),
      outcome(figure),
      `**${number(rate)}/s**${isOurs ? ` ${verdict(rate >= FAN_OUT_GOAL)}` : ''}`,
      `${toPeer}${peerGoal}`,
      flat === undefined ? '' : `${flat.toFixed(2)}x${isOurs ? ` ${verdict(flat >= FLAT_GOAL)}` : ''}`,
      `${number(answeredMs)} ms`,
      microseconds(cpuMs, sent),
      microseconds(databaseCpuMs, sent),
    ];
  });
  const head = ['fan-out', 'installations', 'time', 'rate', 'to peer', 'to its smallest', 'POST /push', 'CPU each', 'MongoDB’s each'];
  return table(head, rows);
}

export function deliveryTable(figures: readonly PushFigures[], bareLoops: readonly number[]): string {
  const bare = bareLoops.length === 0 ? undefined : median(bareLoops);
  const rows = figures.map((figure) => {
    const { side, audience, cpuMs, databaseCpuMs, sent } = figure;
    const rate = perSecond(figure);
    const peer = figures.find((other) => other.side === 'peer' && other.audience === audience);
    const share = bare === undefined || audience.deviceType !== 'ios' ? undefined : rate / bare;
    return [
      side,
      audience.deviceType === 'ios' ? 'APNs' : 'FCM',
      number(audience.size),
      outcome(figure),
      `**${number(rate)}/s**`,
      peer === undefined || side === 'peer' ? '' : `${(rate / perSecond(peer)).toFixed(1)}x`,
      share === undefined ? '' : `${(share * 100).toFixed(0)} %${side === 'peer' ? '' : ` ${verdict(share >= DELIVERY_GOAL)}`}`,
      microseconds(cpuMs, sent),
      microseconds(databaseCpuMs, sent),
    ];
  });
  const loops =
    bareLoops.length === 0 ? '' : `\n\nA bare HTTP/2 loop to APNs in this run: ${bareLoops.map((rate) => `${number(rate)}/s`).join(', ')}.`;
  const head = ['delivery', 'provider', 'installations', 'time', 'rate', 'to peer', 'of a bare loop', 'CPU each', 'MongoDB’s each'];
  return `${table(head, rows)}${loops}`;
}

export function smallTable(pushes: readonly SmallPush[]): string {
  const rows = [...new Set(pushes.map(({ side }) => side))].map((side) => {
    const some = pushes.filter((push) => push.side === side);
    const last = some.map(({ lastMs }) => lastMs);
    const worst = Math.max(...last);
    return [
      side,
      String(some.length),
      `${number(median(some.map(({ answeredMs }) => answeredMs)))} ms`,
      `${number(median(some.map(({ firstMs }) => firstMs)))} ms`,
      `${number(median(last))} ms`,
      `**${number(worst)} ms** ${verdict(worst < SMALL_MS)}`,
    ];
  });
  return table(['to 10 devices beside the largest', 'pushes', 'answered', 'first device', 'last device', 'slowest of all'], rows);
}

export function acceptanceTable(figures: readonly Acceptance[]): string {
  const rows = figures.map(({ side, audience, p50Ms, p99Ms }) => [
    side,
    number(audience.size),
    `${p50Ms.toFixed(1)} ms`,
    `**${p99Ms.toFixed(1)} ms** ${verdict(p99Ms < ACCEPT_MS)}`,
  ]);
  return table(['POST /push', 'installations', 'p50', 'p99'], rows);
}

export function memoryTable({ all }: MemoryPeaks): string {
  const rows = [...all].map(([name, megabytes]) => {
    const isWorker = name.endsWith(' workers');
    return [name, `${number(megabytes)} MB${isWorker ? ` ${verdict(megabytes < WORKER_MB)}` : ''}`];
  });
  return table(['most memory of a process', ''], rows);
}
