import { useState } from 'react';
import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { tell } from '../../parts/notices.tsx';
import { t } from '../../texts/index.ts';
import type { GridSearch } from '../search.ts';
import { viewsQuery } from './saved-views.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly search: GridSearch;
  /** Names of views that stand: one of them would be replaced. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Saves filters, order and columns of the grid for everybody who administers the app. */
export function SaveView({ app, className, search: { filters, order, hidden }, taken, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const given = name.trim();
  const save = async () => {
    await call('data/save-view', { app, className, name: given, filters: filters.map((filter) => ({ ...filter })), order, hidden });
    await client.invalidateQueries(viewsQuery(app));
    tell({ text: t.dataMore.views.saved(given) });
  };
  return (
    <FormDialog title={t.dataMore.views.save} action={t.save} disabled={given === ''} onSubmit={save} onClose={onClose}>
      <Text size="sm">{t.dataMore.views.text}</Text>
      <TextInput
        label={t.dataMore.views.name}
        description={taken.includes(given) ? t.dataMore.views.replaces : undefined}
        required
        maxLength={100}
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
