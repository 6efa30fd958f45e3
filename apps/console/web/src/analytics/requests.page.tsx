import { NativeSelect, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { t } from '../texts/index.ts';
import { Answer, useAnswer } from './answer.tsx';
import { CountsGraph } from './counts-graph.tsx';
import { Graph } from './graph/graph.tsx';
import { askedRange, type AskedRange } from './range.ts';
import type { requestsSearch } from './search.ts';
import type * as z from 'zod/mini';

const route = getRouteApi('/inside/apps/$app/analytics/requests');
type By = z.infer<typeof requestsSearch>['by'];
const NONE = { title: t.analytics.noRequests, next: t.analytics.noRequestsNext };
const PERCENTILES = ['p50', 'p90', 'p99'] as const;

/** API requests by one of their dimensions, and the times that they took. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = askedRange(search);
  if (range === undefined) return null;
  return (
    <Stack>
      <NativeSelect
        maw={240}
        label={t.analytics.requestsBy}
        data={Object.entries(t.analytics.requestDimensions).map(([value, label]) => ({ value, label }))}
        value={search.by}
        onChange={(event) => void navigate({ search: { ...search, by: event.currentTarget.value as By }, replace: true })}
      />
      <CountsGraph title={t.analytics.requestsTitle} request={{ app, source: 'requests', groupBy: search.by, ...range }} empty={NONE} />
      <Latency app={app} range={range} />
    </Stack>
  );
}

function Latency({ app, range }: { app: string; range: AskedRange }) {
  const query = useAnswer('analytics/latency', { app, ...range });
  return (
    <Answer query={query}>
      {({ total, points, granularity }) =>
        total.count > 0 && (
          <Graph
            title={t.analytics.latency}
            graph={{
              points: points.map(({ from }) => from),
              granularity,
              series: PERCENTILES.map((name) => ({ label: name, counts: points.map((point) => point[name]) })),
            }}
          />
        )
      }
    </Answer>
  );
}
