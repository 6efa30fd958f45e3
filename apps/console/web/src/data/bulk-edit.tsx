import { useState } from 'react';
import { Alert, List, Modal, NativeSelect, Progress, Stack } from '@mantine/core';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import type { Column } from './columns.ts';
import { DraftEditor } from './editors/draft-editor.tsx';
import type { Edits } from './use-edits.ts';
import { FIXED_FIELDS } from './values.ts';

interface Props {
  readonly app: string;
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
  readonly edits: Edits;
  readonly onClose: () => void;
}

/** Sets one field of many objects to the same value, or unsets it; one undo takes all of it back. */
export function BulkEdit({ app, ids, columns, edits, onClose }: Props) {
  const editable = columns.filter(({ name, field }) => !FIXED_FIELDS.includes(name) && field.type !== 'Relation');
  const [name, setName] = useState(editable[0]?.name ?? '');
  const [done, setDone] = useState<number>();
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const column = editable.find((one) => one.name === name);
  const run = async (value: unknown) => {
    setDone(0);
    const refused = await edits.saveAll(
      ids.map((objectId) => ({ objectId, values: { [name]: value } })),
      setDone,
    );
    setRefusals(refused);
    tell({ text: t.data.row.bulkDone(ids.length - refused.length), action: { label: t.undo, run: () => void edits.undo() } });
    if (refused.length === 0) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t.data.row.bulkTitle(ids.length)}>
      <Stack>
        <NativeSelect
          label={t.data.row.field}
          data={editable.map((one) => one.name)}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {column !== undefined && done === undefined && (
          <DraftEditor
            key={name}
            app={app}
            name={name}
            field={column.field}
            value={undefined}
            onSave={(value) => void run(value)}
            onCancel={onClose}
          />
        )}
        {done !== undefined && <Progress value={(done / ids.length) * 100} aria-label={t.data.row.progress(done, ids.length)} />}
        {refusals.length > 0 && (
          <Alert color="red" title={t.data.row.refused(refusals.length)} role="alert">
            <List size="sm">
              {refusals.slice(0, 20).map((text) => (
                <List.Item key={text}>{text}</List.Item>
              ))}
            </List>
          </Alert>
        )}
      </Stack>
    </Modal>
  );
}
