import { Button, Group, NativeSelect, Stack, Title } from '@mantine/core';
import { t } from '../texts/index.ts';
import { useAnswer } from './answer.tsx';
import { CountsGraph } from './counts-graph.tsx';
import { dimensionName, EVENT_DIMENSIONS, ofClient } from './dimensions.ts';
import { Filters } from './filters.tsx';
import classes from './graph/graph.module.css';
import type { AskedRange } from './range.ts';
import type { Filter } from './search.ts';

interface View {
  readonly event: string;
  readonly segment?: string | undefined;
  readonly filters: Filter[];
}
interface Props {
  readonly app: string;
  readonly range: AskedRange;
  readonly view: View;
  readonly onChange: (change: { event?: string | undefined; segment?: string | undefined; filters?: Filter[] }) => void;
}

const NONE = { title: t.analytics.noFigures, next: t.analytics.noFiguresNext };
const NAMES_MAX = 50;

/** One event over time, split by each of its dimensions, and filtered. */
export function EventView({ app, range, view: { event, segment, filters }, onChange }: Props) {
  const names = useAnswer('analytics/count', { app, event, groupBy: 'dimension', top: NAMES_MAX, ...range });
  const own = names.data?.groups?.map(({ value }) => ofClient(value)) ?? [];
  const dimensions = [...own, ...EVENT_DIMENSIONS, ...(event === 'AppOpened' ? ['cause'] : [])];
  const offered = segment === undefined || dimensions.includes(segment) ? dimensions : [...dimensions, segment];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4" className={classes.value}>
          {event}
        </Title>
        <Button variant="default" onClick={() => onChange({ event: undefined, segment: undefined, filters: [] })}>
          {t.analytics.close}
        </Button>
      </Group>
      <NativeSelect
        maw={280}
        label={t.analytics.segment}
        data={[{ value: '', label: t.analytics.noSegment }, ...offered.map((value) => ({ value, label: dimensionName(value) }))]}
        value={segment ?? ''}
        onChange={(change) => onChange({ segment: change.currentTarget.value === '' ? undefined : change.currentTarget.value })}
      />
      <Filters dimensions={offered} filters={filters} onChange={(changed) => onChange({ filters: changed })} />
      <CountsGraph
        title={event}
        request={{ app, event, filter: filters, ...(segment === undefined ? {} : { groupBy: segment }), ...range }}
        empty={NONE}
      />
    </Stack>
  );
}
