import { ActionIcon, Progress, Table, Text } from '@mantine/core';
import { Icon } from '../../parts/icons.tsx';
import { t } from '../../texts/index.ts';
import { keyText, percentOf, type Index } from './index-key.ts';

interface Props {
  readonly indexes: readonly Index[];
  /** Absent for those who may not change indexes. */
  readonly onDrop: ((name: string) => void) | undefined;
}

/** The index of objectId, without which no class is. */
const OF_ID = '_id_';

/** Indexes that stand, and how far those are that are being made. */
export function IndexTable({ indexes, onDrop }: Props) {
  const texts = t.dataMore.indexes;
  return (
    <Table.ScrollContainer minWidth={400} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.name}</Table.Th>
            <Table.Th>{texts.fields}</Table.Th>
            <Table.Th>{texts.state}</Table.Th>
            {onDrop !== undefined && <Table.Th aria-label={texts.dropAction} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {indexes.map((index) => (
            <Table.Tr key={index.name} data-index={index.name}>
              <Table.Th scope="row">{index.name}</Table.Th>
              <Table.Td>{keyText(index.key)}</Table.Td>
              <Table.Td>
                <State index={index} />
              </Table.Td>
              {onDrop !== undefined && (
                <Table.Td>
                  {index.name !== OF_ID && (
                    <ActionIcon variant="subtle" color="red" aria-label={texts.drop(index.name)} onClick={() => onDrop(index.name)}>
                      <Icon name="trash" />
                    </ActionIcon>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function State({ index }: { index: Index }) {
  const texts = t.dataMore.indexes;
  const percent = percentOf(index);
  if (percent !== undefined) return <Progress value={percent} size="lg" aria-label={texts.building(percent)} />;
  const { build } = index;
  return <Text size="sm">{build?.state === 'failed' ? texts.failed(build.error ?? '') : texts.stands}</Text>;
}
