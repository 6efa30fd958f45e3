import { useState } from 'react';
import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { t } from '../texts/index.ts';
import type { Column } from './columns.ts';
import type { Filter } from './filters.ts';
import { textOfValue, valueOfText } from './filter-values.ts';

interface Props {
  readonly filter: Filter;
  readonly column: Column;
  readonly onChange: (value: unknown) => void;
}

const TYPING_MS = 250;

/** The value of a condition, as the type of its column asks for. It is asked for when the typing rests. */
export function FilterValue({ filter, column, onChange }: Props) {
  const { field } = column;
  const label = `${t.data.filter.value}: ${filter.field}`;
  if (field.type === 'GeoPoint') return <PlaceValue {...{ filter, onChange }} />;
  if (field.type === 'Boolean') {
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        data={['true', 'false']}
        value={filter.value === false ? 'false' : 'true'}
        onChange={(event) => onChange(event.currentTarget.value === 'true')}
      />
    );
  }
  return <TypedValue {...{ filter, column, onChange, label }} />;
}

function TypedValue({ filter, column, onChange, label }: Props & { label: string }) {
  const [text, setText] = useState(() => textOfValue(filter.value, column.field.type));
  const tell = useDebouncedCallback((typed: string) => onChange(valueOfText(typed, filter.op, column.field.type)), TYPING_MS);
  return (
    <TextInput
      size="xs"
      w={column.field.type === 'Date' ? 200 : 140}
      aria-label={label}
      {...(column.field.type === 'Date' ? { type: 'datetime-local', step: '0.001' } : {})}
      {...(column.field.type === 'Number' ? { inputMode: 'decimal' as const } : {})}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

const PARTS = ['latitude', 'longitude', 'kilometres'] as const;
const labels = { latitude: t.data.cell.latitude, longitude: t.data.cell.longitude, kilometres: t.data.filter.kilometres };

/** A place and a distance; the filter counts once all three are numbers. */
function PlaceValue({ filter, onChange }: Pick<Props, 'filter' | 'onChange'>) {
  const given = (filter.value ?? {}) as Partial<Record<(typeof PARTS)[number], number>>;
  const [texts, setTexts] = useState({
    latitude: String(given.latitude ?? ''),
    longitude: String(given.longitude ?? ''),
    kilometres: String(given.kilometres ?? ''),
  });
  const tell = useDebouncedCallback((typed: typeof texts) => {
    const numbers = PARTS.map((part) => (typed[part].trim() === '' ? NaN : Number(typed[part])));
    onChange(numbers.every(Number.isFinite) ? Object.fromEntries(PARTS.map((part, index) => [part, numbers[index]])) : undefined);
  }, TYPING_MS);
  return (
    <Group gap={4} wrap="nowrap">
      {PARTS.map((part) => (
        <TextInput
          key={part}
          size="xs"
          w={96}
          inputMode="decimal"
          aria-label={`${labels[part]}: ${filter.field}`}
          placeholder={labels[part]}
          value={texts[part]}
          onChange={(event) => {
            const next = { ...texts, [part]: event.currentTarget.value };
            setTexts(next);
            tell(next);
          }}
        />
      ))}
    </Group>
  );
}
