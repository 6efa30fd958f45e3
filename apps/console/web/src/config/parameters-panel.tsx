import { useState } from 'react';
import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loading } from '../parts/loading.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { EditParameter } from './edit-parameter.tsx';
import { ParameterConflict } from './parameter-conflict.tsx';
import { ParameterTable } from './parameter-table.tsx';
import { useParameters, type Parameter, type Parameters } from './parameters.ts';
import { useParameterEdits } from './use-parameter-edits.ts';

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly parameter: Parameter };

interface Props {
  readonly app: string;
  readonly find: string;
  readonly onFind: (find: string) => void;
}

/** All parameters, and the dialogs that change them. */
export function ParametersPanel({ app, find, onFind }: Props) {
  const mayWrite = useMay()('parameters:write');
  const { data, error, refetch } = useParameters(app);
  const [open, setOpen] = useState<Open>();
  const { save, conflict, settle } = useParameterEdits(app);
  const close = () => setOpen(undefined);
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />;
  const shown = data.parameters.filter(({ name }) => name.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <Stack>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <Group align="end">
        <TextInput flex={1} label={t.config.find} value={find} onChange={(event) => onFind(event.currentTarget.value)} />
        {mayWrite && (
          <Button leftSection={<Icon name="plus" />} onClick={() => setOpen({ kind: 'add' })}>
            {t.config.add}
          </Button>
        )}
      </Group>
      <Limits parameters={data} />
      {data.parameters.length === 0 && <Empty title={t.config.none} next={t.config.noneNext} />}
      {data.parameters.length > 0 && shown.length === 0 && <Empty title={t.config.noMatch} next={t.config.noMatchNext} />}
      {shown.length > 0 && (
        <ParameterTable
          parameters={shown}
          {...(mayWrite
            ? {
                onEdit: (parameter: Parameter) => setOpen({ kind: 'edit', parameter }),
                onRemove: (parameter: Parameter) => setOpen({ kind: 'remove', parameter }),
              }
            : {})}
        />
      )}
      {open !== undefined && open.kind !== 'remove' && (
        <EditParameter
          app={app}
          parameter={open.kind === 'edit' ? open.parameter : undefined}
          version={data.version}
          onSave={save}
          onClose={close}
        />
      )}
      {open?.kind === 'remove' && (
        <Confirm
          title={t.config.removeTitle(open.parameter.name)}
          text={t.config.removeText}
          action={t.remove}
          onConfirm={() => save({ name: open.parameter.name, before: open.parameter, version: data.version })}
          onClose={close}
        />
      )}
      {conflict !== undefined && <ParameterConflict conflict={conflict} onSettle={settle} />}
    </Stack>
  );
}

function Limits({ parameters: { parameters, parametersMax, bytes, bytesMax } }: { parameters: Parameters }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t.config.limits(parameters.length, parametersMax, bytes, bytesMax)}
      </Text>
      <Group grow gap="xs">
        <Progress value={(parameters.length / parametersMax) * 100} aria-label={t.config.count} />
        <Progress value={(bytes / bytesMax) * 100} aria-label={t.config.bytes} />
      </Group>
    </div>
  );
}
