import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Loading } from '../../parts/loading.tsx';
import { t } from '../../texts/index.ts';
import { number } from '../../texts/numbers.ts';
import { csvOf, download, fileName } from './csv.ts';
import classes from './graph.module.css';
import { PartsTable } from './parts-table.tsx';
import { stepName, summaryOf, type GraphData } from './series.ts';
import { StepsTable } from './steps-table.tsx';

const Plot = lazy(() => import('./plot.tsx'));

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly graph: GraphData;
  /** A sentence about the figures, such as that some are not exact. */
  readonly note?: ReactNode;
}

/** A graph with its summary, its parts, its table, and its download. */
export function Graph({ title, text, graph, note }: Props) {
  const { app = '' } = useParams({ strict: false });
  const [isTable, setTable] = useState(false);
  const [point, setPoint] = useState<number | null>(null);
  const summary = summaryOf(title, graph);
  // A graph that is not split has one line, of its own name.
  const hasParts = graph.total !== undefined && graph.series.some(({ label }) => label !== title);
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h5" className={classes.value}>
            {title}
          </Title>
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={isTable}
              aria-label={isTable ? t.analytics.graph.hideTableOf(title) : t.analytics.graph.showTableOf(title)}
              onClick={() => setTable(!isTable)}
            >
              {isTable ? t.analytics.graph.hideTable : t.analytics.graph.showTable}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t.analytics.graph.downloadOf(title)}
              onClick={() => download(fileName(app, title), csvOf(graph))}
            >
              {t.analytics.graph.download}
            </Button>
          </Group>
        </Group>
        {text !== undefined && (
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        )}
        <Text size="sm">{summary}</Text>
        <Suspense fallback={<Loading />}>
          <Plot graph={graph} summary={summary} onPoint={setPoint} />
        </Suspense>
        <Text size="xs" c="dimmed" className={classes.readout} aria-hidden>
          {readout(graph, point)}
        </Text>
        {note !== undefined && <Text size="sm">{note}</Text>}
        {hasParts && <PartsTable title={title} graph={graph} />}
        {isTable && <StepsTable title={title} graph={graph} />}
      </Stack>
    </Paper>
  );
}

/** The figures of the step under the pointer. */
function readout({ points, granularity, series }: GraphData, at: number | null): string {
  const point = at === null ? undefined : points[at];
  if (at === null || point === undefined) return '';
  const figures = series.map(({ label, counts }) => `${label} ${typeof counts[at] === 'number' ? number(counts[at]) : '–'}`);
  return [`${stepName(point, granularity)} UTC`, ...figures].join(' · ');
}
