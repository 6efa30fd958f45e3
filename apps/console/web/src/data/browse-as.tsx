import { useState } from 'react';
import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { FormDialog } from '../parts/form-dialog.tsx';
import { t } from '../texts/index.ts';

/** Chooses the user with whose rights the grid looks at objects. */
export function BrowseAs({ onChoose, onClose }: { onChoose: (user: string) => void; onClose: () => void }) {
  const [user, setUser] = useState('');
  const texts = t.dataMore.browseAs;
  const choose = () => Promise.resolve(onChoose(user.trim()));
  return (
    <FormDialog title={texts.open} action={texts.start} onSubmit={choose} onClose={onClose}>
      <Text size="sm">{texts.text}</Text>
      <TextInput
        label={texts.user}
        description={texts.hint}
        autoComplete="off"
        data-autofocus
        value={user}
        onChange={(event) => setUser(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Tells that the grid shows less than all, and ends it. */
export function BrowsingAs({ user, onEnd }: { user: string; onEnd: () => void }) {
  const texts = t.dataMore.browseAs;
  return (
    <Alert color="yellow" p="xs" role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{user === '' ? texts.asNobody : texts.as(user)}</Text>
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          {texts.end}
        </Button>
      </Group>
    </Alert>
  );
}
