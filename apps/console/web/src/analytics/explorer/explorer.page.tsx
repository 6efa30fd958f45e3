import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { t } from '../../texts/index.ts';
import { CountsGraph } from '../counts-graph.tsx';
import { dimensionName, EVENT_DIMENSIONS, REQUEST_DIMENSIONS } from '../dimensions.ts';
import { Filters } from '../filters.tsx';
import { questionOf } from './question.ts';
import { QuestionForm } from './question-form.tsx';
import { SaveGraph } from './save-graph.tsx';
import { SavedGraphs } from './saved-graphs.tsx';
import { useMay } from '../../session/session.ts';

const route = getRouteApi('/inside/apps/$app/analytics/explorer');
const NONE = { title: t.analytics.noFigures, next: t.analytics.noFiguresNext };

/** Any question about counts of events and requests, and the graphs that the team has saved. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMay()('analytics:write');
  const change = (changed: Partial<typeof search>) => void navigate({ search: { ...search, ...changed }, replace: true });
  const question = questionOf(search);
  const { source, event, groupBy, filters } = search;
  const title = [event ?? t.analytics.sources[source], ...(groupBy === undefined ? [] : [dimensionName(groupBy)])].join(' · ');
  return (
    <Stack>
      <QuestionForm key={`${source} ${event} ${groupBy}`} app={app} search={search} onChange={change} />
      {(source === 'requests' || event !== undefined) && (
        <Filters
          dimensions={source === 'requests' ? REQUEST_DIMENSIONS : EVENT_DIMENSIONS}
          filters={filters}
          onChange={(changed) => change({ filters: changed })}
        />
      )}
      {question !== undefined && mayWrite && <SaveGraph app={app} question={question} />}
      {question !== undefined && <CountsGraph title={title} request={{ app, ...question }} empty={NONE} />}
      <SavedGraphs app={app} mayWrite={mayWrite} />
    </Stack>
  );
}
