import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReplyOf } from '../api/operations.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import { kindLabel } from './key-row.tsx';

/** A key that was just made. A click beside the dialog does not close it: the key would be lost. */
export function NewKey({ made, onClose }: { made: ReplyOf<'keys/rotate'>; onClose: () => void }) {
  const { kind, key, oldUntil } = made;
  return (
    <Modal opened onClose={onClose} title={t.keys.newTitle} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <Stack>
        <Text size="sm">{t.keys.newText(kindLabel(kind))}</Text>
        <Code block data-testid="new-key">
          {key}
        </Code>
        <Text size="sm" c="dimmed">
          {oldUntil === null ? (
            t.keys.oldEnded
          ) : (
            <>
              {t.keys.oldUntil} <Time iso={oldUntil} />
            </>
          )}
        </Text>
        <Group justify="space-between">
          <CopyButton value={key} of={t.keys.newTitle} />
          <Button onClick={onClose} data-autofocus>
            {t.keys.done}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
