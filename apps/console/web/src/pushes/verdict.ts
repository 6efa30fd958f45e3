import { t } from '../texts/index.ts';
import type { Report } from './queries.ts';

type Judged = Pick<Report, 'winner' | 'undecided' | 'soFar' | 'groups' | 'state'>;

/** The result of an experiment in sentences, the most important one first. @param timeOf a time as its readers write it */
export function verdictOf(report: Judged, timeOf: (iso: string) => string): readonly string[] {
  const { winner } = report;
  const words = t.push.experiment;
  if (winner !== null) return [words.winner(winner.key), words.winnerMeans(winner.key, winner.over, winner.lo, winner.hi)];
  return [words.noWinner, ...whyNot(report, timeOf), ...soFarOf(report)].filter((sentence) => sentence !== '');
}

function whyNot({ undecided }: Judged, timeOf: (iso: string) => string): readonly string[] {
  if (undecided === undefined) return [];
  const { reason, until } = undecided;
  const words = t.push.experiment;
  const isSettled = until === undefined && (reason === 'no-difference' || reason === 'too-few-opens');
  return [words.why[reason], until === undefined ? (isSettled ? words.settled : '') : words.until[reason](timeOf(until))];
}

/** Nothing before the first open: equal rates of 0 % say nothing. */
function soFarOf({ groups, soFar: { leader, behind, difference, interval } }: Judged): readonly string[] {
  const words = t.push.experiment;
  if (groups.every(({ opened }) => opened === 0)) return [];
  if (difference <= 0) return [words.soFarEqual(leader, behind)];
  return [words.soFar(leader, behind, difference, interval === null ? '' : words.soFarBetween(interval.lo, interval.hi))];
}
