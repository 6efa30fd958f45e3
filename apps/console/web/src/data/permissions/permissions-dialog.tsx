import { useState } from 'react';
import { Button, Checkbox, Code, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { USER } from '@parlance/platform-classes';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ClassFacts, ClassLevelPermissions } from '../../api/data-operations.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { tell } from '../../parts/notices.tsx';
import { useMay } from '../../session/session.ts';
import { t } from '../../texts/index.ts';
import { classesQuery } from '../classes.ts';
import { pointingFields, userFields, withGrant, withUserField, type PointerRight } from './clp.ts';
import { DryRun } from './dry-run.tsx';
import { PermissionsTable } from './permissions-table.tsx';

/** Class-level permissions and pointer permissions of a class, with a dry run before they are saved. */
export function PermissionsDialog({ app, facts, onClose }: { app: string; facts: ClassFacts; onClose: () => void }) {
  const { className, fields } = facts;
  const client = useQueryClient();
  const mayWrite = useMay()('data:write');
  const [clp, setClp] = useState<ClassLevelPermissions>(facts.classLevelPermissions);
  const [who, setWho] = useState('');
  const addParty = () => {
    if (who.trim() === '') return;
    setClp((before) => withGrant(before, 'get', who.trim(), true));
    setWho('');
  };
  const save = async () => {
    await call('data/permissions', { app, className, classLevelPermissions: clp });
    await client.invalidateQueries(classesQuery(app));
    tell({ text: t.data.clp.saved });
  };
  return (
    <FormDialog title={t.data.clp.title(className)} action={t.save} size="xl" disabled={!mayWrite} onSubmit={save} onClose={onClose}>
      <Text size="sm">{t.data.clp.text}</Text>
      <PermissionsTable clp={clp} disabled={!mayWrite} onChange={setClp} />
      {mayWrite && (
        <Group align="end" gap="xs">
          <TextInput label={t.data.clp.addWho} value={who} onChange={(event) => setWho(event.currentTarget.value)} />
          <Button variant="default" onClick={addParty}>
            {t.add}
          </Button>
        </Group>
      )}
      <Pointers clp={clp} names={pointingFields(fields, USER)} disabled={!mayWrite} onChange={setClp} />
      <DryRun app={app} className={className} clp={clp} />
      <details>
        <summary>{t.data.clp.json}</summary>
        <Code block tabIndex={0}>
          {JSON.stringify(clp, null, 2)}
        </Code>
      </details>
    </FormDialog>
  );
}

const RIGHTS: readonly (readonly [PointerRight, string])[] = [
  ['readUserFields', t.data.clp.readers],
  ['writeUserFields', t.data.clp.writers],
];

interface PointersProps {
  readonly clp: ClassLevelPermissions;
  readonly names: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (clp: ClassLevelPermissions) => void;
}

function Pointers({ clp, names, disabled, onChange }: PointersProps) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t.data.clp.pointers}
      </Title>
      {names.length === 0 && <Text size="sm">{t.data.clp.noPointers}</Text>}
      {names.length > 0 &&
        RIGHTS.map(([right, label]) => (
          <Checkbox.Group key={right} label={label} value={[...userFields(clp, right)]}>
            <Group gap="md" mt={4}>
              {names.map((name) => (
                <Checkbox
                  key={name}
                  value={name}
                  label={name}
                  disabled={disabled}
                  onChange={(event) => onChange(withUserField(clp, right, name, event.currentTarget.checked))}
                />
              ))}
            </Group>
          </Checkbox.Group>
        ))}
    </Stack>
  );
}
