import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Outcome, Target } from './load/ask.ts';
import { Load } from './load/load.ts';
import type { Parts } from './parts.ts';
import { removeClasses, verify, type Verdict } from './verify.ts';

/** Failures that are nearer to each other are one window. */
const GAP_MS = 1_000;

export interface ChaosOptions {
  /** With the master key of an app that the load may write into: two classes of its own, removed at the end. */
  readonly target: Target;
  readonly parts: Parts;
  readonly kill: readonly string[];
  readonly cut: readonly string[];
  readonly minutes: number;
  /** Between the beginnings of two faults. */
  readonly everyMs: number;
  readonly cutMs: number;
  readonly writers?: number;
  /** From 0 to 1, chooses the next fault. */
  readonly random: () => number;
}

/** A fault that was made, `atMs` after the load began. */
export interface Fault {
  readonly kind: 'kill' | 'cut';
  readonly part: string;
  readonly atMs: number;
}

/** A time in which requests failed, from the first that was sent to the last that was answered. */
export interface ErrorWindow {
  readonly atMs: number;
  readonly ms: number;
  readonly failures: number;
}

export interface ChaosReport extends Verdict {
  readonly faults: readonly Fault[];
  readonly requests: number;
  /** Creates that were acknowledged. */
  readonly acked: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly windows: readonly ErrorWindow[];
  readonly slowestMs: number;
}

/** True when nothing was lost, doubled or done against its answer. */
export function isSound({ lost, duplicated, unwanted, wrongCounters, outcomes }: ChaosReport): boolean {
  return lost + duplicated + unwanted + wrongCounters + (outcomes.wrong ?? 0) === 0;
}

/**
 * Breaks parts of a deployment, one after the other, while writers are at work; then waits until all succeed again, and compares all
 * objects with the answers.
 *
 * @param say told, in sentences, of each fault
 * @throws Error when the load cannot begin, a part cannot be broken, or the deployment does not recover
 */
export async function runChaos(options: ChaosOptions, say: (sentence: string) => void): Promise<ChaosReport> {
  const { target, parts, minutes, everyMs, cutMs } = options;
  const load = await Load.begin(target, options.writers);
  const begun = performance.now();
  const faults: Fault[] = [];
  try {
    const end = begun + minutes * 60_000;
    for (let next = nextOf(options); performance.now() < end;) {
      const { kind, part } = next();
      const startedAt = performance.now();
      faults.push({ kind, part, atMs: Math.round(startedAt - begun) });
      say(kind === 'kill' ? `Killing ${part}.` : `Cutting ${part} off for ${cutMs / 1_000} s.`);
      await (kind === 'kill' ? parts.kill(part) : parts.cut(part, cutMs));
      await pause(Math.max(0, everyMs - (performance.now() - startedAt)));
    }
    say('Waiting until all writers succeed.');
    await load.flows();
  } finally {
    await load.stop();
  }
  const { ledger } = load;
  say(`Comparing ${ledger.creates.length} creates with the objects.`);
  const verdict = await verify(target, ledger);
  await removeClasses(target, ledger);
  return {
    ...verdict,
    faults,
    requests: ledger.answers.length,
    acked: ledger.creates.filter(({ answer }) => answer.outcome === 'done').length,
    outcomes: Object.fromEntries([...Map.groupBy(ledger.answers, ({ outcome }) => outcome)].map(([kind, some]) => [kind, some.length])),
    windows: windowsOf(ledger.answers, begun),
    slowestMs: Math.round(ledger.slowestMs),
  };
}

/** Every fault once, in a random order, and then anew. */
function nextOf({ kill, cut, random }: ChaosOptions): () => Pick<Fault, 'kind' | 'part'> {
  const all = [...kill.map((part) => ({ kind: 'kill' as const, part })), ...cut.map((part) => ({ kind: 'cut' as const, part }))];
  if (all.length === 0) throw new Error('Nothing is to be broken: name parts to kill or to cut.');
  let left: typeof all = [];
  return () => {
    if (left.length === 0) left = [...all];
    return left.splice(Math.floor(random() * left.length), 1)[0]!;
  };
}

/** Failures in the order of their beginnings, those close together as one. */
export function windowsOf(answers: readonly Pick<Answer, 'outcome' | 'begun' | 'durationMs'>[], begun: number): readonly ErrorWindow[] {
  const failed = answers.filter(({ outcome }) => outcome !== 'done').sort((one, other) => one.begun - other.begun);
  const windows: { from: number; to: number; failures: number }[] = [];
  for (const { begun: from, durationMs } of failed) {
    const last = windows.at(-1);
    const to = from + durationMs;
    if (last === undefined || from > last.to + GAP_MS) windows.push({ from, to, failures: 1 });
    else Object.assign(last, { to: Math.max(last.to, to), failures: last.failures + 1 });
  }
  return windows.map(({ from, to, failures }) => ({ atMs: Math.round(from - begun), ms: Math.round(to - from), failures }));
}
