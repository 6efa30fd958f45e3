import { useState } from 'react';
import { Autocomplete, Button, Group, NativeSelect } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { useAnswer } from '../answer.tsx';
import { EVENT_DIMENSIONS, ofClient, REQUEST_DIMENSIONS } from '../dimensions.ts';
import type { ExplorerSearch } from '../search.ts';

interface Props {
  readonly app: string;
  readonly search: ExplorerSearch;
  readonly onChange: (change: Partial<ExplorerSearch>) => void;
}

const NAMES_MAX = 100;
const TOPS = ['5', '10', '20', '50'];
const set = (value: string): string | undefined => (value === '' ? undefined : value);

/** What is counted, and by which dimension. */
export function QuestionForm({ app, search, onChange }: Props) {
  const { source, top } = search;
  const [event, setEvent] = useState(search.event ?? '');
  const [groupBy, setGroupBy] = useState(search.groupBy ?? '');
  const ofEvents = source === 'events';
  const { data: names } = useAnswer('analytics/count', { app, groupBy: 'event', top: NAMES_MAX, last: 'month' }, { enabled: ofEvents });
  const { data: own } = useAnswer(
    'analytics/count',
    { app, event, groupBy: 'dimension', last: 'month' },
    { enabled: ofEvents && search.event === event },
  );
  const ofEvent = [...(own?.groups?.map(({ value }) => ofClient(value)) ?? []), ...EVENT_DIMENSIONS];
  const dimensions = ofEvents ? (event === '' ? ['event'] : ofEvent) : REQUEST_DIMENSIONS;
  return (
    <form
      aria-label={t.analytics.explorer}
      onSubmit={(submitted) => (submitted.preventDefault(), onChange({ event: set(event), groupBy: set(groupBy) }))}
    >
      <Group align="end">
        <NativeSelect
          label={t.analytics.source}
          data={Object.entries(t.analytics.sources).map(([value, label]) => ({ value, label }))}
          value={source}
          onChange={(change) => {
            const chosen = change.currentTarget.value as ExplorerSearch['source'];
            onChange({ source: chosen, event: undefined, groupBy: undefined, filters: [] });
          }}
        />
        {ofEvents && (
          <Autocomplete
            label={t.analytics.event}
            placeholder={t.analytics.anyEvent}
            data={names?.groups?.map(({ value }) => value) ?? []}
            value={event}
            onChange={setEvent}
          />
        )}
        <Autocomplete
          label={t.analytics.groupBy}
          placeholder={t.analytics.groupByHint}
          data={[...dimensions]}
          value={groupBy}
          onChange={setGroupBy}
        />
        <NativeSelect
          label={t.analytics.top}
          data={TOPS.includes(String(top)) ? TOPS : [...TOPS, String(top)]}
          value={String(top)}
          onChange={(change) => onChange({ top: Number(change.currentTarget.value) })}
        />
        <Button type="submit">{t.analytics.count}</Button>
      </Group>
    </form>
  );
}
