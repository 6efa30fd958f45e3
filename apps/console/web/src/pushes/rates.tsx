import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import classes from './pushes.module.css';
import { barsOf } from './rate-bars.ts';
import type { Report } from './queries.ts';

/** The open rate of each version as a point, within the range in which it lies with a confidence of 95 %. The table below says the same. */
export function Rates({ groups }: { groups: Report['groups'] }) {
  const { bars } = barsOf(groups);
  const rows = bars.map(({ key, rate, range }) => t.push.experiment.rateRow(key, t.push.percent(rate), spoken(range)));
  return (
    <div role="img" aria-label={t.push.experiment.ratesChart(rows.join(' '))}>
      {bars.map(({ key, rate, at, from, to }) => (
        <div key={key} className={classes.rate} aria-hidden>
          <Text fw={600}>{key}</Text>
          <div className={classes.track}>
            {from !== undefined && to !== undefined && (
              <span className={classes.range} data-range={key} style={{ left: `${from}%`, width: `${to - from}%` }} />
            )}
            <span className={classes.point} style={{ left: `${at}%` }} />
          </div>
          <Text ta="end">{t.push.percent(rate)}</Text>
        </div>
      ))}
    </div>
  );
}

const spoken = (range: { readonly lo: number; readonly hi: number } | undefined): string =>
  range === undefined ? '' : t.push.experiment.rateRange(t.push.percent(range.lo), t.push.percent(range.hi));
