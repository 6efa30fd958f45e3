import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { tell } from '../../parts/notices.tsx';
import { t } from '../../texts/index.ts';
import type { Question } from './question.ts';
import { savedKey } from './saved-key.ts';

const NAME_LENGTH_MAX = 200;

/** Saves the question under a name, for everybody who works on the app. */
export function SaveGraph({ app, question }: { app: string; question: Question }) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const save = async () => {
    await call('analytics/save-graph', { app, name: name.trim(), question });
    await client.invalidateQueries({ queryKey: savedKey(app) });
    tell({ text: t.analytics.savedDone(name.trim()) });
  };
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t.analytics.save}
      </Button>
      {isOpen && (
        <FormDialog title={t.analytics.save} action={t.save} disabled={name.trim() === ''} onSubmit={save} onClose={() => setOpen(false)}>
          <TextInput
            label={t.analytics.name}
            description={t.analytics.saveText}
            required
            maxLength={NAME_LENGTH_MAX}
            autoComplete="off"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </FormDialog>
      )}
    </div>
  );
}
