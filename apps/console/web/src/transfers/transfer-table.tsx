import { useState } from 'react';
import { Button, Group, Progress, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';
import { tell } from '../parts/notices.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';
import { save } from './save-file.ts';
import { isUnderWay, nameOf, transfersKey, type Transfer } from './transfers.ts';

const COLOURS: Readonly<Record<Transfer['state'], string>> = {
  waiting: 'gray',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'yellow',
};

interface Props {
  readonly app: string;
  readonly transfers: readonly Transfer[];
  readonly mayWrite: boolean;
  /** Whether the console can carry files. */
  readonly canCarry: boolean;
  readonly onReport: (id: string) => void;
}

/** The last transfers, the newest first. */
export function TransferTable({ app, transfers, mayWrite, canCarry, onReport }: Props) {
  const client = useQueryClient();
  const [ending, setEnding] = useState<Transfer>();
  const end = async (id: string) => {
    await call('transfers/cancel', { app, id });
    await client.invalidateQueries({ queryKey: transfersKey(app) });
    tell({ text: t.transfers.done.cancelled });
  };
  const download = useAction(async ({ id }: Transfer) => save(await call('transfers/download', { app, id })));
  const { kind, state, progress, started } = t.transfers;
  return (
    <>
      <TableOf label={t.transfers.list} head={[kind, state, progress, started, '']} minWidth={860}>
        {transfers.map((transfer) => (
          <Table.Tr key={transfer.id} data-transfer={transfer.id}>
            <Table.Td>{nameOf(transfer)}</Table.Td>
            <Table.Td>
              <StateBadge text={t.transfers.states[transfer.state]} colour={COLOURS[transfer.state]} />
              {transfer.error !== undefined && <Text size="sm">{transfer.error}</Text>}
            </Table.Td>
            <Table.Td>
              <Through transfer={transfer} />
            </Table.Td>
            <Table.Td>
              <Time iso={transfer.createdAt} />
              {transfer.file !== undefined && transfer.expiresAt !== undefined && (
                <Text size="xs" c="dimmed">
                  {t.transfers.until} <Time iso={transfer.expiresAt} />
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Group gap="xs" justify="end" wrap="nowrap">
                {mayWrite && canCarry && transfer.file !== undefined && (
                  <Action label={t.transfers.download} transfer={transfer} onClick={() => download.mutate(transfer)} />
                )}
                {(transfer.failed ?? 0) > 0 && (
                  <Action label={t.transfers.report} transfer={transfer} onClick={() => onReport(transfer.id)} />
                )}
                {mayWrite && isUnderWay(transfer) && (
                  <Action label={t.transfers.cancel} transfer={transfer} onClick={() => setEnding(transfer)} />
                )}
                {mayWrite && transfer.file !== undefined && (
                  <Action label={t.transfers.removeFile} transfer={transfer} onClick={() => setEnding(transfer)} />
                )}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </TableOf>
      {ending !== undefined && (
        <Confirm
          title={t.transfers.cancelTitle(nameOf(ending))}
          text={t.transfers.cancelText}
          action={isUnderWay(ending) ? t.transfers.cancel : t.transfers.removeFile}
          onConfirm={() => end(ending.id)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </>
  );
}

function Action({ label, transfer, onClick }: { label: string; transfer: Transfer; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" aria-label={t.transfers.actionOf(label, nameOf(transfer))} onClick={onClick}>
      {label}
    </Button>
  );
}

const FULL = 100;

/** How far a transfer is: a bar while it is under way, and its numbers. */
function Through({ transfer }: { transfer: Transfer }) {
  const { done, total, kind, created = 0, updated = 0, failed = 0 } = transfer;
  return (
    <>
      {isUnderWay(transfer) && (
        <Progress
          value={total === null || total === 0 ? 0 : (done / total) * FULL}
          animated={transfer.state === 'running'}
          aria-label={t.transfers.progressOf(nameOf(transfer))}
        />
      )}
      <Text size="sm">{t.transfers.through(done, total)}</Text>
      {kind === 'import' && (
        <Text size="sm" c="dimmed">
          {t.transfers.counts(created, updated, failed)}
        </Text>
      )}
    </>
  );
}
