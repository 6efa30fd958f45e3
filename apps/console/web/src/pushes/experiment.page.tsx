import { Alert, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Failure } from '../parts/failure.tsx';
import { LinkTo } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { t } from '../texts/index.ts';
import { Control } from './control.tsx';
import { Launch } from './launch.tsx';
import { experimentQuery, type Report } from './queries.ts';
import { Rates } from './rates.tsx';
import { Section } from './section.tsx';
import { StateBadge } from './state-badge.tsx';
import { controlledState } from './steps.ts';
import { TargetTable } from './target-table.tsx';
import { Verdict } from './verdict.tsx';
import { Versions } from './versions.tsx';

const route = getRouteApi('/inside/apps/$app/push/experiments/$id');

/** The report of an experiment, as it stands now. */
export function Page() {
  const { app, id } = route.useParams();
  const { data, error, refetch } = useQuery(experimentQuery(app, id));
  const begun = data?.groups.some(({ targeted, state }) => targeted > 0 || state === 'running' || state === 'succeeded') ?? true;
  return (
    <Screen
      title={data?.name ?? t.push.types.experiment}
      text={data === undefined ? undefined : t.push.experiment.text[data.type]}
      actions={
        data !== undefined && <Control app={app} id={id} state={controlledState(data.groups)} begun={begun} titles={t.push.experiment} />
      }
    >
      <LinkTo to="/apps/$app/push" params={{ app }} search={{}}>
        {t.push.all}
      </LinkTo>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Experiment app={app} report={data} />}
    </Screen>
  );
}

function Experiment({ app, report }: { app: string; report: Report }) {
  return (
    <>
      <Group gap="xs">
        <StateBadge state={report.state} words={t.push.experiment.states} />
      </Group>
      {report.imbalanced && (
        <Alert color="red" title={t.push.experiment.imbalanced}>
          {t.push.experiment.imbalancedText}
        </Alert>
      )}
      {report.warnings.length > 0 && (
        <Alert color="yellow" title={t.push.experiment.warning}>
          {report.warnings.map(({ code, message }) => (
            <Text key={code} size="sm">
              {message}
            </Text>
          ))}
        </Alert>
      )}
      <Verdict report={report} />
      <Section title={t.push.experiment.rates}>
        <Rates groups={report.groups} />
        <Versions app={app} groups={report.groups} />
      </Section>
      <Launch app={app} report={report} />
      <Section title={t.push.audience}>
        <TargetTable query={report.query} />
      </Section>
    </>
  );
}
