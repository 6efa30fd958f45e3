import { Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { Answer, useAnswer } from './answer.tsx';
import { Graph } from './graph/graph.tsx';
import { graphOf } from './graph/series.ts';

/** A request is counted within two seconds and a bit: read so often, it is on the screen well within five. */
const EVERY_MS = 1_000;

/** Requests as they come. */
export function Live({ app }: { app: string }) {
  const request = { app, source: 'requests', last: 'hour', granularity: 'minute' } as const;
  const query = useAnswer('analytics/count', request, { everyMs: EVERY_MS });
  return (
    <Answer query={query}>
      {(answer) => (
        <Graph
          title={t.analytics.live.title}
          text={t.analytics.live.text}
          graph={graphOf(answer, t.analytics.live.title)}
          note={<Text span>{t.analytics.live.now(answer.counts.at(-1) ?? 0)}</Text>}
        />
      )}
    </Answer>
  );
}
