import { useState } from 'react';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import { SideView } from './side-view.tsx';
import type { Conflict } from './use-parameter-edits.ts';

/** Tells that somebody else was faster: both parameters, and the choice between them. */
export function ParameterConflict({ conflict, onSettle }: { conflict: Conflict; onSettle: (choice: 'theirs' | 'mine') => Promise<void> }) {
  const { edit, theirs } = conflict;
  const words = t.config.conflict;
  const [error, setError] = useState<unknown>();
  const settle = (choice: 'theirs' | 'mine') => void onSettle(choice).catch(setError);
  return (
    <Modal opened onClose={() => settle('theirs')} title={words.title}>
      <Stack>
        <Text>{words.text(edit.name)}</Text>
        <SideView side={theirs} label={words.text(edit.name)} absent={words.gone} />
        <Text>{words.yours}</Text>
        <SideView side={edit.after} label={words.yours} absent={words.gone} />
        {error !== undefined && <Failure error={error} />}
        <Group justify="end">
          <Button variant="default" onClick={() => settle('mine')}>
            {words.saveMine}
          </Button>
          <Button data-autofocus onClick={() => settle('theirs')}>
            {words.keepTheirs}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
