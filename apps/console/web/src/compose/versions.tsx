import { Button, Group, Text } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { addVariant, testsTimes, VARIANTS_MAX, variantKey } from './draft.ts';

/** How many versions are compared; each is written, or gets its time, in a later step. */
export function Versions({ draft, change }: Composing) {
  const count = testsTimes(draft) ? draft.times.length : draft.messages.length;
  return (
    <Group gap="xs">
      <Text size="sm">{`${t.compose.test.versions}: ${Array.from({ length: count }, (_, at) => variantKey(at)).join(', ')}`}</Text>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="plus" size={13} />}
        disabled={count >= VARIANTS_MAX}
        onClick={() => change(addVariant)}
      >
        {t.compose.test.addVersion}
      </Button>
    </Group>
  );
}
