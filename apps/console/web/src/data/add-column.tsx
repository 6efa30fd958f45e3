import { useState } from 'react';
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { FieldType } from '../api/data-operations.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { classesQuery } from './classes.ts';

const TYPES: readonly FieldType[] = [
  'String',
  'Number',
  'Boolean',
  'Date',
  'Object',
  'Array',
  'Pointer',
  'Relation',
  'File',
  'GeoPoint',
  'Polygon',
  'Bytes',
];
const WITH_TARGET: readonly FieldType[] = ['Pointer', 'Relation'];
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Adds a column of any type to a class. */
export function AddColumn({ app, className, onClose }: { app: string; className: string; onClose: () => void }) {
  const client = useQueryClient();
  const { data: all = [] } = useQuery(classesQuery(app));
  const [field, setField] = useState('');
  const [type, setType] = useState<FieldType>('String');
  const [target, setTarget] = useState(className);
  const isBad = field !== '' && !NAME.test(field);
  const add = async () => {
    await call('data/add-field', { app, className, field, type, ...(WITH_TARGET.includes(type) ? { targetClass: target } : {}) });
    await client.invalidateQueries(classesQuery(app));
    tell({ text: t.data.column.added(field) });
  };
  return (
    <FormDialog title={t.data.column.add} action={t.data.column.add} disabled={!NAME.test(field)} onSubmit={add} onClose={onClose}>
      <TextInput
        label={t.data.column.name}
        description={t.data.column.nameHint}
        error={isBad ? t.data.column.badName : undefined}
        required
        autoComplete="off"
        data-autofocus
        value={field}
        onChange={(event) => setField(event.currentTarget.value)}
      />
      <NativeSelect
        label={t.data.column.type}
        data={[...TYPES]}
        value={type}
        onChange={(event) => setType(event.currentTarget.value as FieldType)}
      />
      {WITH_TARGET.includes(type) && (
        <NativeSelect
          label={t.data.column.target}
          data={all.map(({ className: name }) => name)}
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
