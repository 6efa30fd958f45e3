import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { t } from '../texts/index.ts';

interface Props {
  readonly label: string;
  readonly description: string;
  readonly value: unknown;
  /** Told once the text is JSON; until then the fault stands below it, and `undefined` is told where the field is empty. */
  readonly onChange: (value: unknown) => void;
}

/** Any value, as the JSON that it is. */
export function JsonEditor({ label, description, value, onChange }: Props) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2) ?? '');
  const [fault, setFault] = useState<string>();
  const change = (next: string) => {
    setText(next);
    try {
      const read: unknown = next.trim() === '' ? undefined : JSON.parse(next);
      setFault(undefined);
      onChange(read);
    } catch (error) {
      setFault(t.data.invalid.json((error as Error).message));
      onChange(new NotJson((error as Error).message));
    }
  };
  return (
    <Textarea
      label={label}
      description={description}
      error={fault}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

/** Stands for a text that is no JSON yet, so that nothing is saved instead of it. */
export class NotJson {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The first text within a value that is no JSON. */
export function notJsonIn(value: unknown): NotJson | undefined {
  if (value instanceof NotJson) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = notJsonIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
}
