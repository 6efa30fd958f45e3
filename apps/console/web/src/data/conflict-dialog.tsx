import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Conflict } from './use-edits.ts';

const shown = (value: unknown): string => (value === undefined ? t.data.empty : JSON.stringify(value, null, 2));

/** Tells that somebody else was faster: both values, and the choice between them. */
export function ConflictDialog({ conflict, onSettle }: { conflict: Conflict; onSettle: (choice: 'theirs' | 'mine') => void }) {
  const { edit, theirs } = conflict;
  return (
    <Modal opened onClose={() => onSettle('theirs')} title={t.data.cell.conflict}>
      <Stack>
        <Text>{t.data.cell.conflictText(edit.field)}</Text>
        <Code block>{shown(theirs[edit.field])}</Code>
        <Text>{t.data.cell.conflictYours}</Text>
        <Code block>{shown(edit.value)}</Code>
        <Group justify="end">
          <Button variant="default" onClick={() => onSettle('mine')}>
            {t.data.cell.saveMine}
          </Button>
          <Button data-autofocus onClick={() => onSettle('theirs')}>
            {t.data.cell.keepTheirs}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
