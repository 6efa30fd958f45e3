import { Group, NativeSelect, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { classesQuery } from '../data/classes.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { QueryTable } from './query-table.tsx';
import { queriesKey } from './queries-key.ts';
import { UnusedIndexes } from './unused-indexes.tsx';

const route = getRouteApi('/inside/apps/$app/queries');
const MS = 1_000;

/** Slow queries of an app with their advice, and the indexes that nobody uses. */
export function Page() {
  const { app } = route.useParams();
  const { className, within } = route.useSearch();
  const navigate = route.useNavigate();
  const maySeeClasses = useMay()('data:read');
  const { data: classes = [] } = useQuery({ ...classesQuery(app), enabled: maySeeClasses });
  const { data, error, refetch } = useQuery({
    queryKey: [...queriesKey(app), className, within],
    queryFn: async ({ signal }) => {
      const since = within === 'any' ? {} : { since: new Date(Date.now() - Number(within) * MS).toISOString() };
      return (await call('indexes/slow-queries', { app, limit: 100, ...since, ...(className === '' ? {} : { className }) }, signal))
        .queries;
    },
  });
  const names = [...new Set([...classes.map((facts) => facts.className), ...(className === '' ? [] : [className])])];
  return (
    <Screen title={t.queries.title} text={t.queries.text}>
      <Group>
        <NativeSelect
          label={t.queries.className}
          data={[{ value: '', label: t.queries.allClasses }, ...names.map((value) => ({ value, label: value }))]}
          value={className}
          onChange={(event) => void navigate({ search: { className: event.currentTarget.value, within }, replace: true })}
        />
        <NativeSelect
          label={t.queries.since}
          data={Object.entries(t.queries.periods).map(([value, label]) => ({ value, label }))}
          value={within}
          onChange={(event) => void navigate({ search: { className, within: event.currentTarget.value }, replace: true })}
        />
      </Group>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title={t.queries.none} next={t.queries.noneNext} />}
      {data !== undefined && data.length > 0 && <QueryTable app={app} queries={data} />}
      <Stack component="section" gap="sm" aria-labelledby="unused-indexes">
        <Title order={2} size="h4" id="unused-indexes">
          {t.queries.unused}
        </Title>
        <UnusedIndexes app={app} className={className} />
      </Stack>
    </Screen>
  );
}
