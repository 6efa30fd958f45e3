import { lazy, Suspense } from 'react';
import { Stack, Text } from '@mantine/core';
import { Loading } from '../../parts/loading.tsx';
import { t } from '../../texts/index.ts';
import { Fault, type InputProps } from './line.tsx';

// A large library, for those who edit such a value.
const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));

/** A value of arrays and objects. */
export function JsonInput({ name, draft, onDraft, fault }: InputProps) {
  return (
    <Stack gap={4}>
      <Suspense fallback={<Loading />}>
        <JsonEditor label={`${name} (${t.data.cell.json})`} value={draft.text} onChange={(text) => onDraft({ text })} />
      </Suspense>
      <Text size="xs" c="dimmed">
        {t.dataMore.json.hint}
      </Text>
      <Fault text={fault} />
    </Stack>
  );
}
