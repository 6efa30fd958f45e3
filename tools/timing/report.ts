import { median } from '../bench/latencies.ts';
import type { Times } from './measure.ts';

/** Medians may differ by less than this share of the smaller one. Source: docs/contract/40-security.md, SEC-17. */
export const BOUND = 0.05;

/** One kind of a question beside the first of its kinds, which stands for things that do not exist. */
export interface Comparison {
  readonly question: string;
  readonly kinds: readonly [string, string];
  readonly mediansMs: readonly [number, number];
  /** Share of the smaller median by which the two differ. */
  readonly difference: number;
  /** The same between two halves of the first kind's own times: the difference that this machine cannot tell apart right now. */
  readonly noise: number;
}

export function compare(question: string, times: Times): readonly Comparison[] {
  const [first, ...others] = Object.entries(times);
  if (first === undefined) throw new Error(`The question "${question}" has no kinds.`);
  const [baseline, baseTimes] = first;
  const isEven = (_: number, index: number): boolean => index % 2 === 0;
  const noise = differenceOf(median(baseTimes.filter(isEven)), median(baseTimes.filter((ms, index) => !isEven(ms, index))));
  return others.map(([kind, kindTimes]) => {
    const mediansMs = [median(baseTimes), median(kindTimes)] as const;
    return { question, kinds: [baseline, kind], mediansMs, difference: differenceOf(...mediansMs), noise };
  });
}

export const isUnderBound = ({ difference }: Comparison): boolean => difference < BOUND;

/** A Markdown table. */
export function tableOf(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((comparison) => {
    const { question, kinds, mediansMs, difference, noise } = comparison;
    const [one, other] = kinds.map((kind, index) => `${kind}: ${mediansMs[index]?.toFixed(2)} ms`);
    const verdict = isUnderBound(comparison) ? 'under' : '**over**';
    return `| ${question} | ${one} | ${other} | **${percent(difference)}** | ${verdict} | ${percent(noise)} |`;
  });
  const header = `| question | does not exist | exists | difference of medians | bound of ${BOUND * 100} % | noise |\n|---|---|---|---|---|---|`;
  return [header, ...rows].join('\n');
}

function differenceOf(one: number, other: number): number {
  return Math.abs(one - other) / Math.min(one, other);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
