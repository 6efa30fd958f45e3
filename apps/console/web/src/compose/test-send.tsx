import { useState } from 'react';
import { Button, Fieldset, Group, TextInput } from '@mantine/core';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';
import type { JsonObject } from './json-object.ts';

const words = t.compose.preview;

/** Sends each message to one device. */
export function TestSend({ app, messages }: { app: string; messages: readonly JsonObject[] }) {
  const [installation, setInstallation] = useState('');
  const send = useAction(
    async () => {
      for (const data of messages) {
        await call('push/send', { app, request: { push_to_id: installation.trim(), data }, requestId: crypto.randomUUID() });
      }
    },
    { onSuccess: () => tell({ text: words.sent }), onError: undefined },
  );
  return (
    <Fieldset legend={words.test}>
      <form onSubmit={(event) => (event.preventDefault(), send.mutate(undefined))}>
        <Group align="end">
          <TextInput
            label={words.installation}
            description={words.testHint}
            value={installation}
            onChange={(event) => setInstallation(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={installation.trim() === ''} loading={send.isPending}>
            {words.send}
          </Button>
        </Group>
      </form>
      {send.error !== null && <Failure error={send.error} />}
    </Fieldset>
  );
}
