import { useState } from 'react';
import { Alert, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { t } from '../texts/index.ts';
import { kindLabel, type Key } from './key-row.tsx';
import { keysKey } from './keys-key.ts';

type Kind = Key['kind'];
const KINDS = Object.keys(t.keys.kinds) as Kind[];
const DAY = '86400';

interface Props {
  readonly app: string;
  readonly keys: readonly Key[];
  readonly onMade: (made: ReplyOf<'keys/rotate'>) => void;
  readonly onClose: () => void;
}

/** Makes a new key of a kind. The end of the old one has to be typed where programs get no time to change over. */
export function RotateKey({ app, keys, onMade, onClose }: Props) {
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>('client');
  const [overlap, setOverlap] = useState(DAY);
  const [typed, setTyped] = useState('');
  const isReplacing = keys.some((key) => key.kind === kind);
  const endsAtOnce = isReplacing && overlap === '0';
  const rotate = async () => {
    const made = await call('keys/rotate', { app, kind, overlapSeconds: isReplacing ? Number(overlap) : 0 });
    await client.invalidateQueries({ queryKey: keysKey(app) });
    onMade(made);
  };
  return (
    <FormDialog
      title={t.keys.rotateTitle}
      action={t.keys.rotate}
      danger={endsAtOnce}
      disabled={endsAtOnce && typed !== kind}
      onSubmit={rotate}
      onClose={onClose}
    >
      <Text size="sm">{t.keys.rotateText}</Text>
      <NativeSelect
        label={t.keys.kind}
        data={KINDS.map((value) => ({ value, label: kindLabel(value) }))}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
      />
      {isReplacing && (
        <NativeSelect
          label={t.keys.overlap}
          data={Object.entries(t.keys.overlaps).map(([value, label]) => ({ value, label }))}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
      )}
      {endsAtOnce && (
        <>
          <Alert color="red">{t.keys.endsAtOnce}</Alert>
          <TextInput
            label={t.typeToConfirm(kind)}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
