import { Text, TextInput, type TextInputProps } from '@mantine/core';
import type { Field } from '../../api/data-operations.ts';
import type { Draft } from '../values.ts';

export interface InputProps {
  readonly app: string;
  readonly name: string;
  readonly field: Field;
  /** The value before the edit. */
  readonly value: unknown;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly fault: string | undefined;
}

type LineProps = Pick<InputProps, 'draft' | 'onDraft' | 'fault'> &
  Pick<TextInputProps, 'inputMode' | 'type'> & { readonly label: string; readonly step?: string };

/** A value of one line. */
export function Line({ draft, onDraft, fault, label, ...more }: LineProps) {
  return (
    <TextInput
      label={label}
      type={more.type}
      inputMode={more.inputMode}
      step={more.step}
      error={fault}
      data-autofocus
      value={draft.text}
      onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
    />
  );
}

/** The fault in a value whose input does not show it itself. */
export function Fault({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <Text size="sm" c="red" role="alert">
      {text}
    </Text>
  );
}
