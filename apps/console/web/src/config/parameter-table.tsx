import { ActionIcon, Badge, Code, Group, Stack, Table, Text } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import { describeWhen } from './conditions.ts';
import type { Parameter } from './parameters.ts';
import { shownValue } from './types.ts';

interface Props {
  readonly parameters: readonly Parameter[];
  /** Absent for administrators who may only look. */
  readonly onEdit?: (parameter: Parameter) => void;
  readonly onRemove?: (parameter: Parameter) => void;
}

export function ParameterTable({ parameters, onEdit, onRemove }: Props) {
  const words = t.config;
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.name}</Table.Th>
            <Table.Th>{words.type}</Table.Th>
            <Table.Th>{words.value}</Table.Th>
            <Table.Th>{words.visible}</Table.Th>
            <Table.Th aria-label={words.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parameters.map((parameter) => (
            <Table.Tr key={parameter.name} data-parameter={parameter.name}>
              <Table.Td>
                <Text size="sm" fw={600} className="mono" miw={120}>
                  {parameter.name}
                </Text>
              </Table.Td>
              <Table.Td>{parameter.type}</Table.Td>
              <Table.Td>
                <Value parameter={parameter} />
              </Table.Td>
              <Table.Td>
                <Badge variant="light" tt="none" miw="max-content" color={parameter.masterKeyOnly ? 'yellow' : 'green'}>
                  {parameter.masterKeyOnly ? words.masterOnly : words.everybody}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Group gap={4} justify="end" wrap="nowrap">
                  {onEdit !== undefined && (
                    <ActionIcon variant="default" aria-label={words.edit(parameter.name)} onClick={() => onEdit(parameter)}>
                      <Icon name="gear" />
                    </ActionIcon>
                  )}
                  {onRemove !== undefined && (
                    <ActionIcon variant="default" aria-label={words.remove(parameter.name)} onClick={() => onRemove(parameter)}>
                      <Icon name="trash" />
                    </ActionIcon>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Only addresses of the web: a value may hold any text. */
const webAddress = (value: unknown): string | undefined => {
  const { url } = (value ?? {}) as { readonly url?: unknown };
  return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : undefined;
};

function Value({ parameter: { type, value, conditions } }: { parameter: Parameter }) {
  const url = type === 'File' ? webAddress(value) : undefined;
  return (
    <Stack gap={2}>
      <Code className="mono">{shownValue(value)}</Code>
      {url !== undefined && (
        <Text size="xs" component="a" href={url} target="_blank" rel="noreferrer noopener">
          {t.data.cell.openFile}
        </Text>
      )}
      {conditions.length > 0 && (
        <details>
          <summary>{t.config.conditionCount(conditions.length)}</summary>
          {conditions.map((condition, at) => (
            <Text key={at} size="xs">
              {`${at + 1}. ${condition.name}: ${describeWhen(condition.when)} → ${shownValue(condition.value)}`}
            </Text>
          ))}
        </details>
      )}
    </Stack>
  );
}
