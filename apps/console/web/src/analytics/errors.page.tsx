import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { Answer, useAnswer } from './answer.tsx';
import { Graph } from './graph/graph.tsx';
import { plainName, type GraphData } from './graph/series.ts';
import { askedRange, type AskedRange } from './range.ts';

const route = getRouteApi('/inside/apps/$app/analytics/errors');
type Errors = ReplyOf<'analytics/errors'>;
/** Lines of one graph; all others are in the explorer. */
const TOP = 20;

/** Errors by code: those that apps report, and those with which the API answered. */
export function Page() {
  const { app } = route.useParams();
  const range = askedRange(route.useSearch());
  return range === undefined ? null : <ByCode app={app} range={range} />;
}

function ByCode({ app, range }: { app: string; range: AskedRange }) {
  const query = useAnswer('analytics/errors', { app, top: TOP, ...range });
  return (
    <Answer query={query}>
      {(answer) => (
        <Stack>
          {answer.reported.withCode === 0 ? (
            <Empty title={t.analytics.noReported} next={t.analytics.noReportedNext} />
          ) : (
            <Graph
              title={t.analytics.reported}
              text={t.analytics.reportedText}
              graph={byCode(answer, 'reported')}
              note={t.analytics.reportedNote(answer.reported.total, answer.reported.withoutCode)}
            />
          )}
          {answer.answered.withCode === 0 ? (
            <Empty title={t.analytics.noAnswered} next={t.analytics.noAnsweredNext} />
          ) : (
            <Graph
              title={t.analytics.answered}
              graph={byCode(answer, 'answered')}
              note={t.analytics.answeredNote(answer.answered.withCode, answer.answered.total)}
            />
          )}
        </Stack>
      )}
    </Answer>
  );
}

/** Of errors that have a code: the shares are of those. */
function byCode({ points, granularity, ...answer }: Errors, which: 'reported' | 'answered'): GraphData {
  const { codes } = answer[which];
  return {
    points,
    granularity,
    total: codes.reduce((sum, { count }) => sum + count, 0),
    series: codes.map(({ code, counts }) => ({ label: plainName(code), counts })),
  };
}
