import { useState } from 'react';
import { Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import { dimensionName } from './dimensions.ts';
import classes from './graph/graph.module.css';
import type { Filter } from './search.ts';

interface Props {
  readonly dimensions: readonly string[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: Filter[]) => void;
}

/** The conditions that counted things fulfil, all of them. */
export function Filters({ dimensions, filters, onChange }: Props) {
  const [dimension, setDimension] = useState('');
  const [value, setValue] = useState('');
  const add = () => {
    if (dimension === '') return;
    onChange([...filters, { dimension, is: [value] }]);
    setValue('');
  };
  return (
    <Stack gap="xs">
      <form aria-label={t.analytics.filters.label} onSubmit={(event) => (event.preventDefault(), add())}>
        <Group align="end">
          <Autocomplete label={t.analytics.filters.dimension} data={[...dimensions]} value={dimension} onChange={setDimension} />
          <TextInput label={t.analytics.filters.value} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={dimension === ''}>
            {t.analytics.filters.add}
          </Button>
        </Group>
      </form>
      <Group gap="xs">
        {filters.map(({ dimension: name, is }, at) => {
          const text = t.analytics.filters.is(dimensionName(name), is.join(', '));
          return (
            <Button
              key={at}
              size="compact-sm"
              variant="light"
              className={classes.value ?? ''}
              rightSection={<Icon name="cross" size={12} />}
              aria-label={t.analytics.filters.remove(text)}
              onClick={() => onChange(filters.filter((_, other) => other !== at))}
            >
              {text}
            </Button>
          );
        })}
      </Group>
    </Stack>
  );
}
