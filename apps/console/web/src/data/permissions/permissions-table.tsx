import { Checkbox, Table } from '@mantine/core';
import type { ClassLevelPermissions } from '../../api/data-operations.ts';
import { t } from '../../texts/index.ts';
import { AUTHENTICATED, isGranted, OPERATIONS, partiesOf, PUBLIC, withGrant } from './clp.ts';

interface Props {
  readonly clp: ClassLevelPermissions;
  readonly disabled: boolean;
  readonly onChange: (clp: ClassLevelPermissions) => void;
}

function nameOf(party: string): string {
  if (party === PUBLIC) return t.data.clp.public;
  return party === AUTHENTICATED ? t.data.clp.authenticated : party;
}

/** Parties as rows, operations as columns. */
export function PermissionsTable({ clp, disabled, onChange }: Props) {
  const names = t.data.clp.operations;
  return (
    <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.data.acl.who}</Table.Th>
            {OPERATIONS.map((operation) => (
              <Table.Th key={operation}>{names[operation]}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {partiesOf(clp).map((party) => (
            <Table.Tr key={party}>
              <Table.Th scope="row">{nameOf(party)}</Table.Th>
              {OPERATIONS.map((operation) => (
                <Table.Td key={operation}>
                  <Checkbox
                    aria-label={t.data.clp.cell(names[operation] ?? operation, nameOf(party))}
                    disabled={disabled}
                    checked={isGranted(clp, operation, party)}
                    onChange={(event) => onChange(withGrant(clp, operation, party, event.currentTarget.checked))}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
