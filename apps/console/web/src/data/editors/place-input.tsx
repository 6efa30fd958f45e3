import { lazy, Suspense, useMemo } from 'react';
import { Group, Stack, TextInput } from '@mantine/core';
import { Loading } from '../../parts/loading.tsx';
import { t } from '../../texts/index.ts';
import { Fault, Line, type InputProps } from './line.tsx';
import { placeOf } from './map-projection.ts';

// A large library, for those who edit such a value.
const GeoMap = lazy(async () => ({ default: (await import('./geo-map.tsx')).GeoMap }));

/** A GeoPoint: two numbers, and the map that shows and chooses them. */
export function PlaceInput({ draft, onDraft, fault }: InputProps) {
  const { text, second = '' } = draft;
  const place = useMemo(() => placeOf(text, second), [text, second]);
  return (
    <Stack gap={4}>
      <Group grow>
        <Line draft={draft} onDraft={onDraft} fault={undefined} label={t.data.cell.latitude} inputMode="decimal" />
        <TextInput
          label={t.data.cell.longitude}
          inputMode="decimal"
          value={second}
          onChange={(event) => onDraft({ ...draft, second: event.currentTarget.value })}
        />
      </Group>
      <Suspense fallback={<Loading />}>
        <GeoMap place={place} onPick={({ latitude, longitude }) => onDraft({ text: String(latitude), second: String(longitude) })} />
      </Suspense>
      <Fault text={fault} />
    </Stack>
  );
}
