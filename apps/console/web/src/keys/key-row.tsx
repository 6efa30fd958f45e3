import { useState } from 'react';
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { tell } from '../parts/notices.tsx';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import { keysKey } from './keys-key.ts';

export type Key = ReplyOf<'keys/list'>['keys'][number];
export const kindLabel = (kind: string): string => t.keys.kinds[kind] ?? kind;

/** One key: a public one with its text, a secret one by its id alone. */
export function KeyRow({ app, entry, mayRevoke }: { app: string; entry: Key; mayRevoke: boolean }) {
  const { kind, id, key, createdAt, until } = entry;
  const [isEnding, setEnding] = useState(false);
  const client = useQueryClient();
  const revoke = async () => {
    client.setQueryData(keysKey(app), await call('keys/revoke', { app, kind, id }));
    tell({ text: t.keys.revoked });
  };
  return (
    <Table.Tr data-kind={kind}>
      <Table.Td>{kindLabel(kind)}</Table.Td>
      <Table.Td>{key === undefined ? <Text c="dimmed">{t.keys.hidden}</Text> : <Shown text={key} of={kindLabel(kind)} />}</Table.Td>
      <Table.Td className="mono">{id}</Table.Td>
      <Table.Td>{createdAt !== null && <Time iso={createdAt} />}</Table.Td>
      <Table.Td>
        {until === null ? (
          <Badge variant="light" color="green" tt="none">
            {t.keys.inUse}
          </Badge>
        ) : (
          <>
            {t.keys.until} <Time iso={until} />
          </>
        )}
      </Table.Td>
      <Table.Td ta="end">
        {mayRevoke && (
          <Button size="compact-sm" variant="default" aria-label={t.keys.revokeLabel(kindLabel(kind), id)} onClick={() => setEnding(true)}>
            {t.keys.revoke}
          </Button>
        )}
        {isEnding && (
          <Confirm
            title={t.keys.revokeTitle(kindLabel(kind))}
            text={t.keys.revokeText}
            action={t.keys.revoke}
            word={kind}
            onConfirm={revoke}
            onClose={() => setEnding(false)}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Shown({ text, of }: { text: string; of: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <span className="mono">{text}</span>
      <CopyButton value={text} of={of} />
    </Group>
  );
}
