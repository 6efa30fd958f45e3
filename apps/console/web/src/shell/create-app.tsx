import { useState } from 'react';
import { Code, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { t } from '../texts/index.ts';
import { appsQuery } from './apps.ts';

/**
 * Makes an app with the keys of clients alone: a secret key would reach the browser with the answer. The master key is made where it is
 * kept, by `parlance keys rotate`.
 */
const CLIENT_KEYS = ['client', 'javascript', 'rest', 'dotNet'] as const;

export function CreateApp({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const create = async () => {
    await call('apps/create', { id, name: name === '' ? id : name, settings: {}, kinds: [...CLIENT_KEYS] });
    await client.invalidateQueries(appsQuery);
    await navigate({ to: '/apps/$app', params: { app: id } });
  };
  return (
    <FormDialog title={t.shell.createApp} action={t.shell.createApp} onSubmit={create} onClose={onClose}>
      <TextInput
        label={t.shell.appId}
        description={t.shell.appIdHint}
        required
        autoComplete="off"
        data-autofocus
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        label={t.shell.appName}
        description={t.shell.appNameHint}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        {t.shell.masterKeyByCli} <Code>{t.shell.masterKeyCommand(id)}</Code>
      </Text>
    </FormDialog>
  );
}
