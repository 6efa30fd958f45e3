import { Alert, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { Failure } from '../parts/failure.tsx';
import { LinkTo } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { t } from '../texts/index.ts';
import { Control } from './control.tsx';
import { Counts } from './counts.tsx';
import { Deliveries } from './deliveries.tsx';
import { DueTime } from './due-time.tsx';
import { OpensChart } from './opens-chart.tsx';
import { labelOf } from './push-table.tsx';
import { opensQuery, pushQuery, type FullPush } from './queries.ts';
import { Section } from './section.tsx';
import { StateBadge } from './state-badge.tsx';
import { Sent } from './sent.tsx';

const route = getRouteApi('/inside/apps/$app/push/$pushId');

/** One push: its progress, its deliveries and its opens, as they are now. */
export function Page() {
  const { app, pushId } = route.useParams();
  const { data, error, refetch } = useQuery(pushQuery(app, pushId));
  if (data?.kind === 'experiment') return <Navigate to="/apps/$app/push/experiments/$id" params={{ app, id: pushId }} replace />;
  const isControlled = data?.experiment === undefined || data.variant === 'launch';
  return (
    <Screen
      title={data === undefined ? t.push.title : labelOf(data)}
      actions={
        data !== undefined && isControlled && <Control app={app} id={pushId} state={data.state} begun={data.startedAt !== undefined} />
      }
    >
      <LinkTo to="/apps/$app/push" params={{ app }} search={{}}>
        {t.push.all}
      </LinkTo>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Push app={app} push={data} />}
    </Screen>
  );
}

function Push({ app, push }: { app: string; push: FullPush }) {
  return (
    <>
      <Group gap="xs">
        <StateBadge state={push.state} />
        <span>{t.push.types[push.type]}</span>
        <DueTime at={push.pushTime} />
      </Group>
      {push.error !== undefined && (
        <Alert
          color={push.state === 'failed' ? 'red' : 'yellow'}
          title={push.state === 'failed' ? t.push.failedBecause : t.push.pausedBecause}
        >
          {push.error}
        </Alert>
      )}
      {push.experiment !== undefined && (
        <Alert color="indigo" title={push.variant === 'launch' ? t.push.launchOf : t.push.versionOf}>
          <LinkTo to="/apps/$app/push/experiments/$id" params={{ app, id: push.experiment }}>
            {t.push.toExperiment}
          </LinkTo>
        </Alert>
      )}
      <Counts push={push} />
      <OpensOf app={app} push={push} />
      <Deliveries push={push} />
      <Sent push={push} />
    </>
  );
}

function OpensOf({ app, push }: { app: string; push: FullPush }) {
  const { data, error, refetch } = useQuery(opensQuery(app, push));
  return (
    <Section title={t.push.opens}>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <OpensChart opens={data} />}
    </Section>
  );
}
