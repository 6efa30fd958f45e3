import { Group, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { MoreButton } from '../parts/more-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { t } from '../texts/index.ts';
import { NewPushLink } from './new-push-link.tsx';
import { PushTable } from './push-table.tsx';
import { pushesKey } from './queries.ts';
import { PUSH_STATES, type PushState } from './search.ts';

const route = getRouteApi('/inside/apps/$app/push/');
const PAGE = 50;
/** Somebody who has gone on so far reads old pushes, and all pages would be asked for again. */
const FOLLOWED_PAGES = 2;
const FOLLOW_MS = 5_000;

/** Pushes in a state, page by page; each page begins behind the last push of the one before. */
function usePushes(app: string, state: PushState | undefined) {
  return useInfiniteQuery({
    queryKey: [...pushesKey(app), 'list', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const where = { ...(state === undefined ? {} : { state }), ...(pageParam === undefined ? {} : { before: pageParam }) };
      return call('push/list', { app, limit: PAGE, skip: 0, ...where }, signal);
    },
    getNextPageParam: ({ older }) => older,
    refetchInterval: ({ state: { data } }) => (data !== undefined && data.pages.length > FOLLOWED_PAGES ? false : FOLLOW_MS),
  });
}

/** The pushes of an app of the last 30 days. */
export function Page() {
  const { app } = route.useParams();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePushes(app, state);
  const pushes = data?.pages.flatMap((page) => page.pushes);
  return (
    <Screen title={t.push.title} text={t.push.text} actions={<NewPushLink app={app} />}>
      <Group>
        <NativeSelect
          label={t.push.state}
          value={state ?? ''}
          data={[{ value: '', label: t.push.any }, ...PUSH_STATES.map((value) => ({ value, label: t.push.states[value] ?? value }))]}
          onChange={(event) => void navigate({ search: { state: PUSH_STATES.find((known) => known === event.currentTarget.value) } })}
        />
      </Group>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {pushes === undefined && error === null && <Loading />}
      {pushes?.length === 0 && state === undefined && (
        <Empty title={t.push.none} next={t.push.noneNext}>
          <NewPushLink app={app} />
        </Empty>
      )}
      {pushes?.length === 0 && state !== undefined && <Empty title={t.push.noneMatches} next={t.push.noneMatchesNext} />}
      {pushes !== undefined && pushes.length > 0 && <PushTable app={app} pushes={pushes} />}
      <MoreButton pages={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </Screen>
  );
}
