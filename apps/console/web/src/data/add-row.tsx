import { useState } from 'react';
import { Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ClassFacts, Fields } from '../api/data-operations.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { reloadRows } from './use-rows.ts';
import { parseDraft } from './values.ts';

/** The fields without which the server refuses an object, so that they are not forgotten. */
function begun(fields: Fields): string {
  const required = Object.entries(fields).filter(([, { required: is, defaultValue }]) => is === true && defaultValue === undefined);
  return required.length === 0 ? '{\n  \n}' : JSON.stringify(Object.fromEntries(required.map(([name]) => [name, null])), null, 2);
}

/** Makes an object; triggers run as for clients, and say why they refuse it. */
export function AddRow({ app, facts, onClose }: { app: string; facts: ClassFacts; onClose: () => void }) {
  const { className, fields } = facts;
  const client = useQueryClient();
  const [text, setText] = useState(() => begun(fields));
  const [fault, setFault] = useState<string>();
  const create = async () => {
    const parsed = parseDraft({ text }, { type: 'Object' });
    if ('fault' in parsed) {
      setFault(parsed.fault);
      throw new Error(parsed.fault);
    }
    const { object } = await call('data/create', { app, className, object: parsed.value as Record<string, unknown> });
    await reloadRows(client, { app, className });
    tell({ text: t.data.row.created(object.objectId) });
  };
  return (
    <FormDialog title={t.data.row.addTitle(className)} action={t.data.row.add} size="lg" onSubmit={create} onClose={onClose}>
      <Text size="sm">{t.data.row.addText}</Text>
      <Textarea
        label={t.data.row.addJson}
        error={fault}
        autosize
        minRows={6}
        maxRows={20}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        data-autofocus
        value={text}
        onChange={(event) => {
          setFault(undefined);
          setText(event.currentTarget.value);
        }}
      />
    </FormDialog>
  );
}
