import type { Interval } from '@parlance/statistics';
import type { GroupReport, Reason, Report } from './report.ts';

const DAY_MS = 86_400_000;
const COLUMNS = ['group', 'name', 'installations', 'reached', 'rate', 'likely between'] as const;
/** Columns of words stand left, columns of numbers right. */
const WORDS: ReadonlySet<string> = new Set(['group', 'name', 'likely between']);
const NAME_LENGTH_MAX = 30;
const CONTROL_CHARACTERS = /\p{C}+/gu;

const BECAUSE: Readonly<Record<Reason, string>> = {
  'not-started': 'The experiment has not started.',
  'too-few-installations': 'Fewer than 100 installations take part so far.',
  'too-few-events': 'Fewer than 5 installations have sent the event so far.',
  'too-early': 'A whole day has to pass first.',
  'no-difference': 'The difference could still be chance: the earlier the look, the larger it has to be.',
};

/** A report as a table in plain text, for people who know no statistics. Lines end with \n. */
export function reportTable(report: Report, now: number): string {
  const { name, measure, groups, unsaved, warnings, choice } = report;
  const lines = [
    `${plain(name)} (${report.objectId}): ${stateOf(report, now)}`,
    `Aim: the event "${plain(measure.event)}"${filterOf(measure)} within ${days(measure.days)} of the first look at the parameters`,
    '',
    ...table(groups.map(rowOf)),
    '',
    soFar(report),
    verdict(report),
  ];
  if (choice !== undefined) lines.push(`${choice} was rolled out: everybody has its values.`);
  if (unsaved > 0) lines.push(`Not counted: ${unsaved} installations that were never saved.`);
  if (warnings.includes('srm')) {
    lines.push('Warning: the groups differ in size by more than chance makes them. Find the reason before you trust the result.');
  }
  return `${lines.join('\n')}\n`;
}

function stateOf({ state, startedAt, endedAt, runDays }: Report, now: number): string {
  if (startedAt === undefined) return 'a draft';
  const passed = ((endedAt?.getTime() ?? now) - startedAt.getTime()) / DAY_MS;
  const ran = `${passed.toFixed(1)} days (installations join for the first ${days(runDays)})`;
  return state === 'running' ? `running for ${ran}` : `${state} after ${ran}`;
}

function filterOf({ filter }: Report['measure']): string {
  if (filter.length === 0) return '';
  return ` with ${filter.map(({ dimension, is }) => `${plain(dimension)} ${is.map(plain).join(' or ')}`).join(' and ')}`;
}

function rowOf({ key, name = '', exposed, converted, rate, interval }: GroupReport): readonly string[] {
  return [key, plain(name).slice(0, NAME_LENGTH_MAX), String(exposed), String(converted), percent(rate), between(interval, percent)];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) => (WORDS.has(COLUMNS[column]!) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function soFar({ comparison: { of, difference, interval } }: Report): string {
  return `So far the rate of ${of[1]} minus that of ${of[0]} is ${points(difference)}, likely between ${between(interval, points)}.`;
}

function verdict({ decision: { winner, reason, interval } }: Report): string {
  if (winner === null) return `No winner yet. ${BECAUSE[reason ?? 'no-difference']}`;
  return `${winner} wins. With the strictness that looking at any time asks for, the difference is between ${between(interval ?? null, points)}.`;
}

function between(interval: Interval | null, written: (value: number) => string): string {
  return interval === null ? '-' : `${written(interval.lo)} and ${written(interval.hi)}`;
}

function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)} %`;
}

function points(difference: number): string {
  return `${(difference * 100).toFixed(1)} points`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** Names are people's words: nothing in them may break a line or steer a terminal. */
function plain(text: string): string {
  return text.replace(CONTROL_CHARACTERS, ' ');
}
