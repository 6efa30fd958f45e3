import { firstFull, needsOf, saturation, type Load } from './model.ts';

/** The goal on paper: 100 million installations, 10,000 apps, 100,000 requests a second. */
export const GOAL: Load = {
  requestsPerSecond: 100_000,
  mix: { get: 0.5, find: 0.3, create: 0.1, update: 0.1 },
  apps: 10_000,
  installations: 100_000_000,
  pushSeconds: 3_600,
  installationBytes: 1_500,
  filesPerApp: 60,
  countedShare: 0.5,
};

/** The parts that a load needs, and the one that is full first. */
export function needsTable(load: Load): string {
  const needs = needsOf(load);
  const rows = needs.map(({ part, count, unit, use, why }) => `| ${part} | ${count} | ${unit} | ${percent(use)} | ${why} |`);
  const { part, use } = firstFull(needs);
  const head = ['| part | count | of | use | for |', '| --- | --- | --- | --- | --- |'];
  return [...head, ...rows, '', `Full first: ${part}, at ${percent(use)}.`].join('\n');
}

/** The order in which a deployment that grows by the same mix meets the limits of one server of each kind. */
export function saturationTable(load: Load): string {
  const rows = saturation(load).map(([part, at]) => `| ${part} | ${Math.round(at).toLocaleString('en-US')} |`);
  return ['| full, at 60 % | at requests/s |', '| --- | --- |', ...rows].join('\n');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
