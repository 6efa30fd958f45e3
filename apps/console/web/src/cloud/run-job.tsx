import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';

/** Starts a job now, with parameters. */
export function RunJob({ app, job, onClose }: { app: string; job: string; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState('{}');
  const start = async () => {
    await call('jobs/run', { app, job, parameters: parametersOf(text) });
    await client.invalidateQueries({ queryKey: ['cloud', app, 'runs'] });
    tell({ text: t.cloud.done.started(job) });
  };
  return (
    <FormDialog title={t.jobs.runTitle(job)} action={t.jobs.runNow} onSubmit={start} onClose={onClose}>
      <Textarea
        label={t.jobs.parameters}
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** @throws Error with words for people */
function parametersOf(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(t.data.invalid.json((error as Error).message), { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(t.jobs.badParameters);
  return value as Record<string, unknown>;
}
