import { Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import { askedRange, dayOfEnd, dayOfStart, RANGES, startOfDay, stepsOf, type RangeName, type RangeSearch, type Step } from './range.ts';

interface Props {
  readonly search: RangeSearch;
  /** False on pages that count by days alone. */
  readonly hasSteps: boolean;
  readonly onChange: (change: Partial<RangeSearch>) => void;
}

/** Chooses the range and the steps of all graphs of a page. */
export function RangeBar({ search, hasSteps, onChange }: Props) {
  const steps = stepsOf(search);
  const texts = t.analytics.range;
  return (
    <>
      <Group align="end">
        <NativeSelect
          label={texts.label}
          data={RANGES.map((value) => ({ value, label: texts.ranges[value] }))}
          value={search.range}
          onChange={(event) => onChange({ range: event.currentTarget.value as RangeName, step: undefined })}
        />
        {search.range === 'own' && (
          <>
            <TextInput
              type="date"
              label={texts.from}
              value={dayOfStart(search.from)}
              onChange={(event) => onChange({ from: startOfDay(event.currentTarget.value) })}
            />
            <TextInput
              type="date"
              label={texts.to}
              value={dayOfEnd(search.to)}
              onChange={(event) => onChange({ to: startOfDay(event.currentTarget.value, 1) })}
            />
          </>
        )}
        {hasSteps && (
          <NativeSelect
            label={texts.step}
            data={steps.map((value) => ({ value, label: texts.steps[value] }))}
            value={askedRange(search)?.granularity ?? steps[0]}
            onChange={(event) => onChange({ step: event.currentTarget.value as Step })}
          />
        )}
      </Group>
      {askedRange(search) === undefined && <Text role="status">{texts.incomplete}</Text>}
    </>
  );
}
