import { useState } from 'react';
import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { USER } from '@parlance/platform-classes';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { Where } from '../api/data-operations.ts';
import { classesQuery } from '../data/classes.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { transfersKey } from './transfers.ts';

interface Props {
  readonly app: string;
  /** The rows that a filter shows; absent where the administrator chooses a class, or the whole app. */
  readonly shown?: { readonly className: string; readonly where: Where | undefined; readonly count: number | undefined };
  readonly onClose: () => void;
}

/** Starts an export: of the whole app, of a class, or of exactly the objects that a filter shows. */
export function ExportDialog({ app, shown, onClose }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState('');
  const [email, setEmail] = useState('');
  const [passwords, setPasswords] = useState(false);
  const [files, setFiles] = useState(false);
  const className = shown?.className ?? chosen;
  const start = async () => {
    await call('transfers/export', {
      app,
      ...(className === '' ? { files } : { className }),
      ...(shown?.where === undefined ? {} : { where: shown.where }),
      ...(email.trim() === '' ? {} : { email: email.trim() }),
      passwords,
    });
    await client.invalidateQueries({ queryKey: transfersKey(app) });
    tell({ text: t.transfers.done.exported });
  };
  return (
    <FormDialog
      title={shown === undefined ? t.transfers.exportTitle : t.transfers.exportOf(shown.className)}
      action={t.transfers.start}
      onSubmit={start}
      onClose={onClose}
    >
      {shown === undefined ? (
        <ClassChoice app={app} value={chosen} onChange={setChosen} />
      ) : (
        <Text>{shown.where === undefined ? t.transfers.all : t.transfers.exactly(shown.count)}</Text>
      )}
      <TextInput
        label={t.transfers.email}
        description={t.transfers.emailHint}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {(className === '' || className === USER) && (
        <Checkbox
          label={t.transfers.passwords}
          description={t.transfers.passwordsHint}
          checked={passwords}
          onChange={(event) => setPasswords(event.currentTarget.checked)}
        />
      )}
      {className === '' && (
        <Checkbox label={t.transfers.files} checked={files} onChange={(event) => setFiles(event.currentTarget.checked)} />
      )}
    </FormDialog>
  );
}

function ClassChoice({ app, value, onChange }: { app: string; value: string; onChange: (className: string) => void }) {
  const mayLook = useMay()('data:read');
  const { data: classes = [] } = useQuery({ ...classesQuery(app), enabled: mayLook });
  return (
    <NativeSelect
      label={t.transfers.what}
      data={[{ value: '', label: t.transfers.whole }, ...classes.map(({ className }) => className)]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
