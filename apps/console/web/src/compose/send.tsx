import { useState } from 'react';
import { Button, Group, Stack, Text } from '@mantine/core';
import { Confirm } from '../parts/confirm.tsx';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import type { JsonObject } from './json-object.ts';
import { useSending } from './use-sending.ts';

const words = t.compose.review;

/** From so many devices on, their number is typed before a push is sent. */
export const CONFIRM_ABOVE = 1_000;

interface Props {
  readonly app: string;
  readonly request: JsonObject;
  readonly devices: number;
  readonly isScheduled: boolean;
  readonly onSent: (id: string) => void;
}

/** Sends the push, after some seconds in which it can be taken back. */
export function Send({ app, request, devices, isScheduled, onSent }: Props) {
  const [asking, setAsking] = useState(false);
  const { state, begin, undo } = useSending(app, request, onSent);
  if (state.kind === 'waiting') {
    return (
      <Stack gap="xs">
        <Text fw={600}>{words.inSeconds(state.seconds)}</Text>
        <Text c="dimmed">{words.leaving}</Text>
        <Group>
          <Button variant="default" onClick={undo} data-autofocus autoFocus>
            {t.undo}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      {state.kind === 'undone' && <Text role="status">{words.undone}</Text>}
      {state.kind === 'failed' && (
        <>
          <Failure error={state.error} />
          <Text size="sm">{words.failed}</Text>
        </>
      )}
      <Group>
        <Button loading={state.kind === 'sending'} onClick={() => (devices > CONFIRM_ABOVE ? setAsking(true) : begin())}>
          {isScheduled ? words.schedule : words.send}
        </Button>
      </Group>
      {asking && (
        <Confirm
          title={words.confirmTitle(t.compose.devices(devices))}
          text={words.confirmText}
          action={isScheduled ? words.schedule : words.send}
          word={String(devices)}
          onConfirm={() => Promise.resolve(begin())}
          onClose={() => setAsking(false)}
        />
      )}
    </Stack>
  );
}
