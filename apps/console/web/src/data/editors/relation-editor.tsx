import { useState } from 'react';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { RestObject } from '../../api/data-operations.ts';
import { LinkTo } from '../../parts/links.tsx';
import { tell } from '../../parts/notices.tsx';
import { useAction } from '../../parts/use-action.ts';
import { t } from '../../texts/index.ts';
import type { Column } from '../columns.ts';
import { reloadRows } from '../use-rows.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly object: RestObject;
  readonly column: Column;
  readonly mayWrite: boolean;
  readonly onClose: () => void;
}

/** The members of a relation: the way to all of them, and one added or removed by its objectId. */
export function RelationEditor({ app, className, object, column, mayWrite, onClose }: Props) {
  const [member, setMember] = useState('');
  const client = useQueryClient();
  const target = column.field.targetClass ?? '';
  const change = useAction(
    (op: 'AddRelation' | 'RemoveRelation') => {
      const objects = [{ __type: 'Pointer', className: target, objectId: member.trim() }];
      return call('data/update', { app, className, objectId: object.objectId, changes: { [column.name]: { __op: op, objects } } });
    },
    {
      onSuccess: async () => {
        tell({ text: t.data.cell.saved(column.name) });
        await reloadRows(client, { app, className: target });
        await reloadRows(client, { app, className });
        onClose();
      },
    },
  );
  return (
    <Stack gap="xs">
      <LinkTo
        to="/apps/$app/data/$className"
        params={{ app, className: target }}
        search={{ related: { className, objectId: object.objectId, key: column.name } }}
        data-autofocus
      >
        {`${t.data.cell.showMembers} (${target})`}
      </LinkTo>
      {mayWrite && (
        <>
          <TextInput label={t.data.cell.objectId(target)} value={member} onChange={(event) => setMember(event.currentTarget.value)} />
          <Group gap="xs">
            <Button
              size="compact-sm"
              disabled={member.trim() === ''}
              loading={change.isPending}
              onClick={() => change.mutate('AddRelation')}
            >
              {t.data.cell.addMember}
            </Button>
            <Button size="compact-sm" variant="default" disabled={member.trim() === ''} onClick={() => change.mutate('RemoveRelation')}>
              {t.data.cell.removeMember}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
