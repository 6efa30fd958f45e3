import { Button, CloseButton, Group, NativeSelect, Pill } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import type { Column } from './columns.ts';
import { FilterValue } from './filter-value.tsx';
import { operatorsOf, takesValue, type Filter, type Operator, type Related } from './filters.ts';

interface Props {
  readonly columns: readonly Column[];
  readonly filters: readonly Filter[];
  readonly related: Related | undefined;
  readonly onChange: (filters: readonly Filter[]) => void;
  readonly onUnrelate: () => void;
}

/** A filter that a column can have: the condition is kept where the column's type knows it, and the value starts anew. */
function filterOn({ name, field }: Column, kept?: Operator): Filter {
  const operators = operatorsOf(field);
  const op = kept !== undefined && operators.includes(kept) ? kept : (operators[0] ?? 'set');
  return { field: name, op, ...(takesValue(op) && field.type === 'Boolean' ? { value: true } : {}) };
}

/** The conditions that rows have to meet, all of them. */
export function FilterBar({ columns, filters, related, onChange, onUnrelate }: Props) {
  const filterable = columns.filter(({ field }) => operatorsOf(field).length > 0);
  const first = filterable[0];
  const replace = (index: number, filter: Filter) => onChange(filters.map((old, at) => (at === index ? filter : old)));
  return (
    <Group gap="xs" role="group" aria-label={t.data.filter.title}>
      {related !== undefined && (
        <Pill
          withRemoveButton
          size="md"
          onRemove={onUnrelate}
          removeButtonProps={{ 'aria-label': t.remove, tabIndex: 0, 'aria-hidden': false }}
        >
          {t.data.filter.related(related.className, related.objectId, related.key)}
        </Pill>
      )}
      {filters.map((filter, index) => {
        const column = filterable.find(({ name }) => name === filter.field);
        if (column === undefined) return null;
        return (
          <Condition
            key={`${index} ${filter.field}`}
            filter={filter}
            column={column}
            columns={filterable}
            onChange={(next) => replace(index, next)}
            onRemove={() => onChange(filters.filter((_, at) => at !== index))}
          />
        );
      })}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="filter" size={13} />}
        disabled={first === undefined}
        onClick={() => first !== undefined && onChange([...filters, filterOn(first)])}
      >
        {t.data.filter.add}
      </Button>
      {filters.length > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange([])}>
          {t.data.filter.clear}
        </Button>
      )}
    </Group>
  );
}

interface ConditionProps {
  readonly filter: Filter;
  readonly column: Column;
  readonly columns: readonly Column[];
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}

function Condition({ filter, column, columns, onChange, onRemove }: ConditionProps) {
  const named = (label: string) => `${label}: ${filter.field}`;
  return (
    <Group gap={4} wrap="nowrap">
      <NativeSelect
        size="xs"
        aria-label={named(t.data.filter.field)}
        data={columns.map(({ name }) => name)}
        value={filter.field}
        onChange={(event) => {
          const chosen = columns.find(({ name }) => name === event.currentTarget.value);
          if (chosen !== undefined) onChange(filterOn(chosen, filter.op));
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={named(t.data.filter.operator)}
        data={operatorsOf(column.field).map((op) => ({ value: op, label: t.data.filter.operators[op] }))}
        value={filter.op}
        onChange={(event) => onChange({ ...filter, op: event.currentTarget.value as Operator })}
      />
      {takesValue(filter.op) && <FilterValue filter={filter} column={column} onChange={(value) => onChange({ ...filter, value })} />}
      <CloseButton size="sm" aria-label={t.data.filter.remove(filter.field)} onClick={onRemove} />
    </Group>
  );
}
