import type { Undecided } from './decision.ts';
import type { Bounds, Standing } from './report.ts';

/** One version of the message, or of the time, as its sender wrote it. */
export interface DescribedGroup {
  readonly message: string;
  readonly sentAt: string;
}

/** The launch of a version to those who were not tested: planned, or with the counts of its push. */
export interface DescribedLaunch {
  /** Of the audience, in percent. */
  readonly percent: number;
  readonly devices: number | null;
  /** Absent before the launch. */
  readonly chosen?: { readonly key: string; readonly sent: number; readonly opened: number; readonly openRate: number };
}

/** All that the text of a report tells. */
export interface DescribedExperiment {
  readonly name: string;
  readonly type: 'message' | 'time';
  readonly state: string;
  /** Of the audience, in percent. */
  readonly sizePercent: number;
  /** In the order of the groups of the standing. */
  readonly groups: readonly DescribedGroup[];
  /** Absent where everybody is tested. */
  readonly launch?: DescribedLaunch;
  readonly warnings: readonly string[];
}

const REASONS: Readonly<Record<Undecided, string>> = {
  sending: 'the test is not sent to its end',
  'too-few-sent': 'fewer than 100 devices have got it',
  'too-few-opens': 'fewer than 5 devices have opened it',
  'too-early': 'most people open a message later',
  'no-difference': 'the difference may be chance',
};
const COLUMNS = ['Group', 'Message', 'Sent at', 'Sent', 'Opened', 'Open rate', 'Likely between'] as const;
/** Columns of numbers are aligned to the right. */
const NUMBERS_FROM = 3;
const MESSAGE_LENGTH_MAX = 40;

/** The report of an experiment as plain text: a table of its groups and sentences for those who choose the message. Ends with a line feed. */
export function reportText(described: DescribedExperiment, standing: Standing): string {
  const { name, type, state, sizePercent, warnings } = described;
  const title = `${oneLine(name)}: ${type === 'message' ? 'which message' : 'which time'} is opened more often?`;
  const lines = [
    title,
    '='.repeat([...title].length),
    `The test goes to ${shortNumber(sizePercent)} % of the audience. It is ${state}.`,
    '',
    ...table(described, standing),
    '',
    ...verdict(standing),
    ...launchLines(described),
    ...(standing.imbalanced ? ['Warning: the groups differ more in size than chance explains. Do not trust this result.'] : []),
    ...warnings.map((warning) => `Warning: ${oneLine(warning)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function table({ groups: described }: DescribedExperiment, { groups, statistics }: Standing): string[] {
  const rows = groups.map(({ key, sent, opened, openRate, interval }, index) => [
    statistics?.winner === key ? `${key} *` : key,
    shortened(described[index]?.message ?? ''),
    described[index]?.sentAt ?? '',
    wholeNumber(sent),
    wholeNumber(opened),
    percentage(openRate),
    interval === null ? '-' : `${decimal(interval[0])} and ${percentage(interval[1])}`,
  ]);
  const widths = COLUMNS.map((column, at) => Math.max(...[column, ...rows.map((row) => row[at] ?? '')].map((cell) => [...cell].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, at >= NUMBERS_FROM))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function verdict({ statistics, undecided, soFar }: Standing): string[] {
  if (statistics !== null) {
    const { winner, interval } = statistics;
    const than = soFar.leader === winner ? soFar.behind : soFar.leader;
    return [
      `Winner: ${winner}.`,
      `If you send both again, expect ${winner} to be opened ${points(interval)} percentage points more often than ${than}.`,
    ];
  }
  const why = undecided === undefined ? '' : `: ${REASONS[undecided]}`;
  const { leader, behind, difference, interval } = soFar;
  const between = interval === null ? '' : ` (likely ${points(interval)})`;
  const lead =
    difference > 0
      ? `So far ${leader} is ${decimal(difference)} percentage points ahead of ${behind}${between}.`
      : `So far ${leader} and ${behind} are opened equally often${between}.`;
  return [`Not enough data to name a winner${why}.`, lead];
}

function launchLines({ type, launch }: DescribedExperiment): string[] {
  if (launch === undefined)
    return [type === 'time' ? 'A test of times has nothing to launch.' : 'Everybody is tested: nothing is left to launch.'];
  const { percent, devices, chosen } = launch;
  // Before the launch it is the share of the counted audience; the devices are told apart when they are sent to.
  const size = devices === null ? '' : `, ${chosen === undefined ? 'about ' : ''}${wholeNumber(devices)} devices`;
  const rest = `the other ${shortNumber(percent)} % of the audience${size}`;
  if (chosen === undefined) return [`Not launched yet: ${rest} ${devices === 1 ? 'waits' : 'wait'} for the message that you choose.`];
  const { key, sent, opened, openRate } = chosen;
  return [`Launched: ${key} to ${rest}. Sent ${wholeNumber(sent)}, opened ${wholeNumber(opened)}, ${percentage(openRate)}.`];
}

/** Numbers are written the same everywhere: 20,000 and 3.05. */
const wholeNumber = (number: number) => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');
const decimal = (number: number) => (Object.is(number, -0) ? 0 : number).toFixed(2);
const percentage = (number: number) => `${decimal(number)} %`;
const shortNumber = (number: number) => String(Math.round(number * 100) / 100);
const points = ([lo, hi]: Bounds) => `${decimal(lo)} to ${decimal(hi)}`;

/** The texts of senders stay on one line, whatever they hold. */
const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

function shortened(text: string): string {
  const letters = [...oneLine(text)];
  return letters.length <= MESSAGE_LENGTH_MAX ? letters.join('') : `${letters.slice(0, MESSAGE_LENGTH_MAX - 1).join('')}…`;
}

function padded(cell: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length));
  return isNumber ? `${space}${cell}` : `${cell}${space}`;
}
