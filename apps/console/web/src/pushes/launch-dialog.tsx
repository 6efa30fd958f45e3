import { useState } from 'react';
import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { EXPIRIES, isComplete, launchTimes, type LaunchForm } from './launch-request.ts';
import { pushesKey, type Report } from './queries.ts';
import { messageIn } from './target.ts';

interface Props {
  readonly app: string;
  readonly id: string;
  readonly version: Report['groups'][number];
  readonly recipients: number | null;
  readonly onClose: () => void;
}

/** Asks once more before a version is launched, and when it is sent. */
export function LaunchDialog({ app, id, version: { key, payload }, recipients, onClose }: Props) {
  const words = t.push.experiment;
  const [form, setForm] = useState<LaunchForm>({ when: 'now', at: '', expires: '' });
  const client = useQueryClient();
  const launch = async () => {
    await call('push/launch', { app, id, choice: key, ...launchTimes(form) });
    tell({ text: words.launching(key) });
    await client.invalidateQueries({ queryKey: pushesKey(app) });
  };
  return (
    <FormDialog
      title={words.confirmTitle(key)}
      action={words.launchVersion(key)}
      disabled={!isComplete(form)}
      onSubmit={launch}
      onClose={onClose}
    >
      <Text>{words.confirmText(messageIn(payload) || t.push.silent, recipients)}</Text>
      <NativeSelect
        label={words.when}
        data={(['now', 'later', 'local'] as const).map((value) => ({ value, label: words.whens[value] }))}
        value={form.when}
        onChange={(event) => setForm({ ...form, when: event.currentTarget.value as LaunchForm['when'] })}
      />
      {form.when !== 'now' && (
        <TextInput
          type="datetime-local"
          label={t.push.time}
          description={words.whenHint[form.when]}
          value={form.at}
          onChange={(event) => setForm({ ...form, at: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={words.expires}
        data={[{ value: '', label: words.expiresNever }, ...EXPIRIES.map((value) => ({ value, label: words.expiresAfter[value] }))]}
        value={form.expires}
        onChange={(event) => setForm({ ...form, expires: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
