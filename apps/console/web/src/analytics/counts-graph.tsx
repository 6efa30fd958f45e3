import { Text } from '@mantine/core';
import type { RequestOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { t } from '../texts/index.ts';
import { Answer, useAnswer } from './answer.tsx';
import { Graph } from './graph/graph.tsx';
import { graphOf } from './graph/series.ts';

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly request: RequestOf<'analytics/count'>;
  readonly nameOf?: (value: string) => string;
  readonly empty: { readonly title: string; readonly next: string };
}

/** Counts over time as a graph, by their parts where the question splits them. */
export function CountsGraph({ title, text, request, nameOf, empty }: Props) {
  const query = useAnswer('analytics/count', request);
  return (
    <Answer query={query}>
      {(answer) =>
        answer.total === 0 ? (
          <Empty {...empty} />
        ) : (
          <>
            <Graph
              title={title}
              {...(text === undefined ? {} : { text })}
              graph={graphOf(answer, title, nameOf)}
              {...(answer.isApproximate ? { note: t.analytics.approximate } : {})}
            />
            {request.groupBy !== undefined && answer.groups?.length === 0 && <Text>{t.analytics.noDimension}</Text>}
          </>
        )
      }
    </Answer>
  );
}
