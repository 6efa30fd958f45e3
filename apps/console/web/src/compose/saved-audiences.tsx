import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import type { JsonObject } from './json-object.ts';
import { audiencesKey, type SavedAudience } from './use-audience.ts';

const words = t.compose.audience;

interface SaveProps {
  readonly app: string;
  readonly query: JsonObject;
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
}

/** Gives a segment a name, by which it can be chosen again. */
export function SaveAudience({ app, query, onSaved, onClose }: SaveProps) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const save = async () => {
    const { id } = await call('push/save-audience', { app, name: name.trim(), query: { ...query } });
    await client.invalidateQueries({ queryKey: audiencesKey(app) });
    tell({ text: words.savedAs(name.trim()) });
    onSaved(id);
  };
  return (
    <FormDialog title={words.saveTitle} action={t.save} disabled={name.trim() === ''} onSubmit={save} onClose={onClose}>
      <TextInput label={words.saveName} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
    </FormDialog>
  );
}

interface DeleteProps {
  readonly app: string;
  readonly audience: SavedAudience;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

export function DeleteAudience({ app, audience, onDeleted, onClose }: DeleteProps) {
  const client = useQueryClient();
  const remove = async () => {
    await call('push/delete-audience', { app, id: audience.id });
    onDeleted();
    await client.invalidateQueries({ queryKey: audiencesKey(app) });
  };
  return (
    <Confirm title={words.removeTitle(audience.name)} text={words.removeText} action={t.remove} onConfirm={remove} onClose={onClose} />
  );
}
