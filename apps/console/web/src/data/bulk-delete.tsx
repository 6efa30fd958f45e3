import { useRef, useState } from 'react';
import { Alert, Button, Group, List, Modal, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { describe } from '../parts/failure.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { reloadRows } from './use-rows.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly ids: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** From this number of objects on the class is typed first. */
const TYPED_FROM = 10;

/** Deletes objects one after the other, so that each one's triggers run and say why they refuse. It shows how far it is and can be stopped. */
export function BulkDelete({ app, className, ids: selected, onDone, onClose }: Props) {
  const client = useQueryClient();
  const stopped = useRef(false);
  const [ids] = useState(selected);
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState<number>();
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const ready = ids.length < TYPED_FROM || typed === className;
  const finished = done === ids.length || (stopped.current && done !== undefined);

  const run = async () => {
    const refused: string[] = [];
    let at = 0;
    setDone(0);
    for (const objectId of ids) {
      if (stopped.current) break;
      await call('data/delete', { app, className, objectId }).catch((error: unknown) => refused.push(`${objectId}: ${describe(error)}`));
      setDone((at += 1));
    }
    await reloadRows(client, { app, className });
    setRefusals(refused);
    tell({ text: t.data.row.removed(at - refused.length) });
    onDone();
    if (refused.length === 0) onClose();
  };
  return (
    <Modal opened onClose={() => ((stopped.current = true), onClose())} title={t.data.row.removeTitle(ids.length)}>
      <form onSubmit={(event) => (event.preventDefault(), ready && done === undefined && void run())}>
        <Stack>
          <Text>{t.data.row.removeText}</Text>
          {ids.length >= TYPED_FROM && done === undefined && (
            <TextInput
              label={t.typeToConfirm(className)}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {done !== undefined && (
            <>
              <Progress value={(done / ids.length) * 100} aria-label={t.data.row.progress(done, ids.length)} />
              <Text size="sm" role="status">
                {t.data.row.progress(done, ids.length)}
              </Text>
            </>
          )}
          {refusals.length > 0 && (
            <Alert color="red" title={t.data.row.refused(refusals.length)} role="alert">
              <List size="sm">
                {refusals.slice(0, 20).map((text) => (
                  <List.Item key={text}>{text}</List.Item>
                ))}
              </List>
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={() => ((stopped.current = true), onClose())}>
              {finished ? t.close : done === undefined ? t.cancel : t.data.row.stop}
            </Button>
            {done === undefined && (
              <Button type="submit" color="red" disabled={!ready}>
                {t.data.row.remove}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
