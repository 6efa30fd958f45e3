import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { namesOf, type Conflict } from './use-edits.ts';

const shown = (value: unknown): string => (value === undefined ? t.data.empty : JSON.stringify(value, null, 2));
/** One value as it is; several with their names. */
const shownOf = (fields: readonly string[], of: Readonly<Record<string, unknown>>): string =>
  fields.map((field) => (fields.length === 1 ? shown(of[field]) : `${field}: ${shown(of[field])}`)).join('\n');

/** Tells that somebody else was faster: both values, and the choice between them. */
export function ConflictDialog({ conflict, onSettle }: { conflict: Conflict; onSettle: (choice: 'theirs' | 'mine') => void }) {
  const { edit, theirs } = conflict;
  const fields = Object.keys(edit.values);
  return (
    <Modal opened onClose={() => onSettle('theirs')} title={t.data.cell.conflict}>
      <Stack>
        <Text>{t.data.cell.conflictText(namesOf(edit))}</Text>
        <Code block>{shownOf(fields, theirs)}</Code>
        <Text>{t.data.cell.conflictYours}</Text>
        <Code block>{shownOf(fields, edit.values)}</Code>
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
