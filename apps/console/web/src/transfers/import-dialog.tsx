import { useState } from 'react';
import { Checkbox, FileInput, Progress, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { classNameOf, formatOf } from './format-of.ts';
import { sendFile } from './send-file.ts';
import { transfersKey } from './transfers.ts';

interface Props {
  readonly app: string;
  /** The class into which the file goes; absent where the administrator names it. */
  readonly into?: string;
  readonly onClose: () => void;
}

/** Starts an import of a file of the administrator's own machine. */
export function ImportDialog({ app, into, onClose }: Props) {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [named, setNamed] = useState('');
  const [update, setUpdate] = useState(false);
  const [share, setShare] = useState<number>();
  const format = file === null ? undefined : formatOf(file.name);
  const className = into ?? named.trim();
  const problem = format === undefined ? undefined : problemOf(format, className);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen !== null && named === '' && formatOf(chosen.name) !== 'zip') setNamed(classNameOf(chosen.name));
  };
  const send = async () => {
    if (file === null || format === undefined) return;
    const { transfer, upload } = await call('transfers/import', { app, format, update, ...(className === '' ? {} : { className }) });
    setShare(0);
    try {
      await sendFile(upload.path, file, setShare);
    } catch (error) {
      await call('transfers/cancel', { app, id: transfer.id }).catch(() => undefined); // nobody can send the file any more
      throw error;
    } finally {
      setShare(undefined);
      await client.invalidateQueries({ queryKey: transfersKey(app) });
    }
    tell({ text: t.transfers.done.imported });
  };
  return (
    <FormDialog
      title={into === undefined ? t.transfers.importTitle : t.transfers.importInto(into)}
      action={t.transfers.send}
      disabled={file === null || problem !== undefined}
      onSubmit={send}
      onClose={onClose}
    >
      <FileInput
        label={t.transfers.file}
        description={t.transfers.fileHint}
        accept=".json,.csv,.zip"
        required
        value={file}
        onChange={choose}
        error={into === undefined ? undefined : problem}
      />
      {into === undefined && (
        <TextInput
          label={t.transfers.target}
          description={t.transfers.targetHint}
          autoComplete="off"
          value={named}
          onChange={(event) => setNamed(event.currentTarget.value)}
          error={problem}
        />
      )}
      <Checkbox
        label={t.transfers.update}
        description={t.transfers.updateHint}
        checked={update}
        onChange={(event) => setUpdate(event.currentTarget.checked)}
      />
      {share !== undefined && <Progress value={share * 100} aria-label={t.transfers.sending(share)} />}
    </FormDialog>
  );
}

function problemOf(format: string, className: string): string | undefined {
  if (format === 'zip') return className === '' ? undefined : t.transfers.zipHasClasses;
  return className === '' ? t.transfers.needsClass : undefined;
}
