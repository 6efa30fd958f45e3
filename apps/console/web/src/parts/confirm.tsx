import { useState } from 'react';
import { Text, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import { FormDialog } from './form-dialog.tsx';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  /** A word that has to be typed first; absent where a click is enough. */
  readonly word?: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, text, action, word, onConfirm, onClose }: Props) {
  const [typed, setTyped] = useState('');
  return (
    <FormDialog title={title} action={action} danger disabled={word !== undefined && typed !== word} onSubmit={onConfirm} onClose={onClose}>
      <Text>{text}</Text>
      {word !== undefined && (
        <TextInput
          label={t.typeToConfirm(word)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
