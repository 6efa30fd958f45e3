import { Radio, Stack } from '@mantine/core';

interface Props<Value extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string; readonly disabled?: boolean }[];
  readonly onChange: (value: Value) => void;
}

/** A choice of one of a few, each with a hint. */
export function RadioList<Value extends string>({ label, hint, value, options, onChange }: Props<Value>) {
  return (
    <Radio.Group label={label} description={hint} value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} label={option.label} description={option.hint} disabled={option.disabled} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
