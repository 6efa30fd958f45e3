import uPlot from 'uplot';
import { number } from '../../texts/numbers.ts';
import { colourName } from './colours.ts';
import type { GraphData } from './series.ts';

const DAY_SECONDS = 86_400;
const DAY = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', month: 'short', day: 'numeric' });
const TIME = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** Distances of marks where a step is a day or longer: hours would say nothing. */
const DAYS = [1, 2, 7, 14, 28, 56, 112, 365, 730, 1_825, 3_650].map((days) => days * DAY_SECONDS);
/** Lines from here on are dashed: there are more lines than colours that everybody tells apart. */
const PLAIN_LINES = 6;

/** Options of a plot, in the colours of the page. */
export function plotOptions(
  { series, total, granularity }: GraphData,
  holder: Element,
  scheme: 'light' | 'dark',
  onPoint: (at: number | null) => void,
): uPlot.Options {
  const style = getComputedStyle(holder);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--mantine-color-dimmed'),
    grid: { stroke: colour('--mantine-color-default-border'), width: 1 },
    ticks: { stroke: colour('--mantine-color-default-border'), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: 100,
    height: 100,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'UTC'),
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, size: 30, values: (_plot, splits) => splits.map(timeName), ...(isOfHours(granularity) ? {} : { incrs: DAYS }) },
      // A count has no half.
      { ...axis, size: 64, values: (_plot, splits) => splits.map((at) => (total === undefined || Number.isInteger(at) ? number(at) : '')) },
    ],
    series: [
      {},
      ...series.map(({ label }, line) => ({
        label,
        stroke: colour(colourName(line, scheme)),
        width: 2,
        ...(line < PLAIN_LINES ? {} : { dash: [6, 4] }),
      })),
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

const isOfHours = (granularity: string): boolean => granularity === 'minute' || granularity === 'hour';

function timeName(seconds: number): string {
  return (seconds % DAY_SECONDS === 0 ? DAY : TIME).format(new Date(seconds * 1_000));
}
