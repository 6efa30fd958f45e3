import { useState } from 'react';
import { Button, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';
import type { Setting } from './setting-card.tsx';
import { settingsKey } from './settings-key.ts';

/** Changes one setting, as the JSON that it is; the server says why it refuses a value. */
export function EditSetting({ app, setting, onClose }: { app: string; setting: Setting; onClose: () => void }) {
  const { name, description, value } = setting;
  const client = useQueryClient();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2) ?? 'null');
  const patch = async (next: unknown) => {
    await call('settings/patch', { app, changes: { [name]: next } });
    await client.invalidateQueries({ queryKey: settingsKey(app) });
    tell({ text: t.settings.saved(name) });
  };
  const save = async () => {
    const next = parsed(text);
    await patch(next);
  };
  const reset = useAction(() => patch(null), { onSuccess: onClose });
  return (
    <FormDialog title={name} action={t.save} size="lg" onSubmit={save} onClose={onClose}>
      <Text size="sm">{description}</Text>
      <Textarea
        label={t.settings.value}
        autosize
        minRows={2}
        maxRows={16}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button variant="default" size="compact-sm" loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
          {`${t.settings.reset}: ${JSON.stringify(setting.default) ?? t.data.empty}`}
        </Button>
      </div>
    </FormDialog>
  );
}

/** @throws Error with words for people */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(t.data.invalid.json((error as Error).message), { cause: error });
  }
}
