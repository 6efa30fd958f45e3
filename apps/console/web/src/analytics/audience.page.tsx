import { Group, NativeSelect, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import { Answer, useAnswer } from './answer.tsx';
import { Graph } from './graph/graph.tsx';
import { askedRange, type AskedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/audience');
const PERIODS = ['day', 'week', 'month'] as const;
type Period = (typeof PERIODS)[number];
const KINDS = ['installations', 'users'] as const;
type Kind = (typeof KINDS)[number];

/** How many different installations or users were active by day, week and month. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const { of, period } = search;
  const navigate = route.useNavigate();
  const range = askedRange(search);
  const change = (changed: Partial<typeof search>) => void navigate({ search: { ...search, ...changed }, replace: true });
  return (
    <Stack>
      <Group align="end">
        <KindSelect of={of} onChange={(kind) => change({ of: kind })} />
        <NativeSelect
          label={t.analytics.period}
          data={PERIODS.map((value) => ({ value, label: t.analytics.periods[value] }))}
          value={period}
          onChange={(event) => change({ period: event.currentTarget.value as Period })}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        {PERIODS.map((one) => (
          <ActiveNow key={one} app={app} of={of} period={one} />
        ))}
      </SimpleGrid>
      {range !== undefined && <Active app={app} of={of} period={period} range={range} />}
    </Stack>
  );
}

export function KindSelect({ of, onChange }: { of: Kind; onChange: (of: Kind) => void }) {
  return (
    <NativeSelect
      label={t.analytics.of}
      data={KINDS.map((value) => ({ value, label: t.analytics.kinds[value] }))}
      value={of}
      onChange={(event) => onChange(event.currentTarget.value as Kind)}
    />
  );
}

/** The period that is under way. */
function ActiveNow({ app, of, period }: { app: string; of: Kind; period: Period }) {
  const query = useAnswer('analytics/active', { app, of, last: 'hour', granularity: period });
  const title = `${t.analytics.kinds[of]}: ${t.analytics.activeNow[period]}`;
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Answer query={query}>{({ points }) => <Text fw={700}>{number(points.at(-1)?.count ?? 0)}</Text>}</Answer>
    </Paper>
  );
}

function Active({ app, of, period, range }: { app: string; of: Kind; period: Period; range: AskedRange }) {
  const { granularity: _steps, ...asked } = range;
  const query = useAnswer('analytics/active', { app, of, ...asked, granularity: period });
  const title = t.analytics.active(t.analytics.kinds[of], t.analytics.periods[period]);
  return (
    <Answer query={query}>
      {({ points }) =>
        points.every(({ count }) => count === 0) ? (
          <Empty title={t.analytics.noAudience} next={t.analytics.noAudienceNext} />
        ) : (
          <Graph
            title={title}
            text={t.analytics.distinct}
            graph={{
              points: points.map(({ from }) => from),
              granularity: period,
              series: [{ label: title, counts: points.map(({ count }) => count) }],
            }}
          />
        )
      }
    </Answer>
  );
}
