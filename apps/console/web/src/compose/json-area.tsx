import { Textarea } from '@mantine/core';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A few lines of JSON. */
export function JsonArea({ label, hint, error, value, onChange }: Props) {
  return (
    <Textarea
      label={label}
      description={hint}
      error={error}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
