import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { t } from '../texts/index.ts';
import { classesQuery } from './classes.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Makes a class, also where clients may not make any. */
export function CreateClass({ app, onClose }: { app: string; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const isBad = name !== '' && !NAME.test(name);
  const create = async () => {
    await call('data/create-class', { app, className: name });
    await client.invalidateQueries(classesQuery(app));
    await navigate({ to: '/apps/$app/data/$className', params: { app, className: name } });
  };
  return (
    <FormDialog title={t.data.class.create} action={t.data.class.create} disabled={!NAME.test(name)} onSubmit={create} onClose={onClose}>
      <TextInput
        label={t.data.class.name}
        description={t.data.column.nameHint}
        error={isBad ? t.data.column.badName : undefined}
        required
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
