import { Code, Stack, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { describeWhen } from './conditions.ts';
import type { Side } from './parameters.ts';

/** All there is to a parameter, as text; `label` names it for those who cannot see its place. */
export function SideView({ side, label, absent = t.config.history.absent }: { side: Side | undefined; label: string; absent?: string }) {
  if (side === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {absent}
      </Text>
    );
  }
  const { value, masterKeyOnly, conditions = [] } = side;
  return (
    <Stack gap={4}>
      <Code block mah={220} tabIndex={0} aria-label={label}>
        {JSON.stringify(value, null, 2)}
      </Code>
      {masterKeyOnly && <Text size="xs">{t.config.masterOnly}</Text>}
      {conditions.map((condition, at) => (
        <Text key={at} size="xs">
          {`${condition.name}: ${describeWhen(condition.when)} → ${JSON.stringify(condition.value)}`}
        </Text>
      ))}
    </Stack>
  );
}
