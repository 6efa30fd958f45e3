import { Stack, Text } from '@mantine/core';
import { localTime } from '../parts/local-time.ts';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { PlainTable } from './plain-table.tsx';
import classes from './pushes.module.css';
import type { Opens } from './queries.ts';
import type { Stride } from './stride.ts';

const HEIGHT = 100;
const GAP = 0.15;
/** A young push has few bars: they stand at the left, and leave room for those that are to come. */
const BARS_MIN = 30;

/** Opens within each stride as bars, with a sentence that says the same, and a table of those strides that have some. */
export function OpensChart({ opens: { points, counts, stride } }: { opens: Opens & { readonly stride: Stride } }) {
  const most = Math.max(...counts);
  const width = Math.max(counts.length, BARS_MIN);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return <Text c="dimmed">{t.push.noOpens}</Text>;
  const peak = localTime(points[counts.indexOf(most)] ?? '');
  const some = points.flatMap((at, index) => (counts[index] ? [{ at, count: counts[index] }] : []));
  return (
    <Stack gap={4}>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t.push.opensSummary(total, most, peak)}
      >
        {counts.map((count, index) => {
          const height = (count / most) * HEIGHT;
          return (
            count > 0 && (
              <rect key={points[index]} className={classes.bar} x={index + GAP} width={1 - 2 * GAP} y={HEIGHT - height} height={height} />
            )
          );
        })}
        <line className={classes.axis} x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <Text size="xs">{t.push.opensSpan(localTime(points[0] ?? ''), localTime(points.at(-1) ?? ''))}</Text>
      <Text size="sm">{t.push.opensSummary(total, most, peak)}</Text>
      <details>
        <summary>{t.push.opensTable}</summary>
        <PlainTable
          label={t.push.opens}
          columns={[{ label: t.push.stride[stride] }, { label: t.push.opened, isNumber: true }]}
          rows={some.map(({ at, count }) => ({ key: at, cells: [localTime(at), number(count)] }))}
        />
      </details>
    </Stack>
  );
}
