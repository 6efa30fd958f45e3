import { useState } from 'react';
import { Button, Checkbox, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { aclOf, entriesOf, withRight, type AclEntry } from './acl.ts';

/** Edits the ACL of one object: who may read it, and who may write it. */
export function AclEditor({ value, onSave, onCancel }: { value: unknown; onSave: (value: unknown) => void; onCancel: () => void }) {
  const [entries, setEntries] = useState<readonly AclEntry[]>(() => entriesOf(value));
  const [who, setWho] = useState('');
  const add = () => {
    const name = who.trim();
    if (name === '') return;
    setEntries((all) => withRight(all, name, 'read', true));
    setWho('');
  };
  return (
    <Stack gap="xs">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.data.acl.who}</Table.Th>
            <Table.Th>{t.data.acl.read}</Table.Th>
            <Table.Th>{t.data.acl.write}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ who: name, read, write }) => (
            <Table.Tr key={name}>
              <Table.Td>{name === '*' ? t.data.acl.public : name}</Table.Td>
              {(['read', 'write'] as const).map((right) => (
                <Table.Td key={right}>
                  <Checkbox
                    aria-label={t.data.acl.of(t.data.acl[right], name === '*' ? t.data.acl.public : name)}
                    checked={right === 'read' ? read : write}
                    onChange={(event) => {
                      const on = event.currentTarget.checked;
                      setEntries((all) => withRight(all, name, right, on));
                    }}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {entries.every(({ read, write }) => !read && !write) && <Text size="sm">{t.data.acl.none}</Text>}
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput label={t.data.acl.addUser} value={who} onChange={(event) => setWho(event.currentTarget.value)} flex={1} />
        <Button variant="default" onClick={add}>
          {t.add}
        </Button>
      </Group>
      <Group gap="xs">
        <Button size="compact-sm" onClick={() => onSave(aclOf(entries))}>
          {t.save}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </Group>
    </Stack>
  );
}
