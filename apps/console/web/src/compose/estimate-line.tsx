import { Badge, Group, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import type { Composing } from './composing.ts';
import { PLATFORMS } from './draft.ts';

/** The devices of the audience, in all and for each platform. */
export function EstimateLine({ estimate, where }: Pick<Composing, 'estimate' | 'where'>) {
  if (where === undefined) return null;
  if (estimate === undefined) return <Text c="dimmed">{t.compose.counting}</Text>;
  const name = (type: string) =>
    PLATFORMS.flatMap((platform) => (platform === type ? [t.compose.audience.platform[platform]] : []))[0] ?? type;
  return (
    <div>
      <Group gap="xs" role="status">
        <Text fw={600}>{`${t.compose.audience.estimate}: ${number(estimate.estimate)}`}</Text>
        {!estimate.exact && <Text c="dimmed">{t.compose.audience.range(estimate.lo, estimate.hi)}</Text>}
        {Object.entries(estimate.perType).map(([type, count]) => (
          <Badge key={type} variant="light" tt="none">{`${name(type)} ${number(count)}`}</Badge>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {t.compose.audience.estimateHint}
      </Text>
    </div>
  );
}
