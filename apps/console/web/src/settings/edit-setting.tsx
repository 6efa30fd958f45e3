import { useMemo, useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';
import { JsonEditor, notJsonIn } from './json-editor.tsx';
import { Preview } from './previews/preview.tsx';
import type { Setting } from './setting-card.tsx';
import { settingsKey } from './settings-key.ts';
import { shapeOf } from './shape.ts';
import { ValueEditor } from './value-editor.tsx';

/** Changes one setting, by an editor that fits its values, or as JSON; the server says why it refuses a value. */
export function EditSetting({ app, setting, onClose }: { app: string; setting: Setting; onClose: () => void }) {
  const { name, description, value, schema } = setting;
  const client = useQueryClient();
  const shape = useMemo(() => shapeOf(schema), [schema]);
  const [draft, setDraft] = useState(value);
  const [asJson, setAsJson] = useState(shape.kind === 'json');
  const patch = async (next: unknown) => {
    await call('settings/patch', { app, changes: { [name]: next ?? null } });
    await client.invalidateQueries({ queryKey: settingsKey(app) });
    tell({ text: t.settings.saved(name) });
  };
  const save = async () => {
    const fault = notJsonIn(draft);
    if (fault !== undefined) throw new Error(t.data.invalid.json(fault.message));
    await patch(draft);
  };
  const reset = useAction(() => patch(null), { onSuccess: onClose });
  return (
    <FormDialog title={name} action={t.save} size="lg" onSubmit={save} onClose={onClose}>
      <Text size="sm">{description}</Text>
      {asJson ? (
        <JsonEditor label={t.settings.value} description="" value={draft} onChange={setDraft} />
      ) : (
        <ValueEditor label={name} shape={shape} value={draft} onChange={setDraft} />
      )}
      <Preview name={name} value={draft} />
      <Group gap="xs">
        {shape.kind !== 'json' && (
          <Button variant="default" size="compact-sm" disabled={notJsonIn(draft) !== undefined} onClick={() => setAsJson(!asJson)}>
            {asJson ? t.settings.asForm : t.settings.asJson}
          </Button>
        )}
        <Button variant="default" size="compact-sm" loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
          {`${t.settings.reset}: ${shortJson(setting.default)}`}
        </Button>
      </Group>
    </FormDialog>
  );
}

const SHORT = 40;
function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? t.data.empty;
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
