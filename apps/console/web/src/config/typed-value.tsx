import { NativeSelect, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import type { FieldType } from '../api/data-operations.ts';
import { InputOf } from '../data/editors/inputs.tsx';
import { t } from '../texts/index.ts';
import { typedDraft, TYPES, type TypedDraft } from './types.ts';

interface Props {
  readonly app: string;
  readonly label: string;
  readonly value: TypedDraft;
  readonly onChange: (value: TypedDraft) => void;
  readonly fault?: string | undefined;
  /** Asked for where several values stand together. */
  readonly typeLabel?: string;
}

/** A value of a type that is chosen beside it. */
export function TypedValue(props: Props) {
  const { value, onChange, typeLabel = t.config.type } = props;
  const types: readonly FieldType[] = (TYPES as readonly FieldType[]).includes(value.type) ? TYPES : [...TYPES, value.type];
  return (
    <Stack gap="xs">
      <NativeSelect
        label={typeLabel}
        data={[...types]}
        value={value.type}
        onChange={(event) => onChange(typedDraft(undefined, event.currentTarget.value as FieldType))}
      />
      <ValueInput {...props} />
    </Stack>
  );
}

function ValueInput({ app, label, value, onChange, fault }: Props) {
  const { type, draft } = value;
  if (type === 'String') {
    return (
      <Textarea
        label={label}
        autosize
        minRows={1}
        maxRows={14}
        value={draft.text}
        onChange={(event) => onChange({ type, draft: { text: event.currentTarget.value } })}
      />
    );
  }
  if (type === 'Boolean') {
    return (
      <Stack gap={4}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <SegmentedControl
          aria-label={label}
          data={['true', 'false']}
          value={draft.text}
          onChange={(text) => onChange({ type, draft: { text } })}
        />
      </Stack>
    );
  }
  return (
    <InputOf
      app={app}
      name={label}
      field={{ type }}
      value={undefined}
      draft={draft}
      onDraft={(next) => onChange({ type, draft: next })}
      fault={fault}
    />
  );
}
