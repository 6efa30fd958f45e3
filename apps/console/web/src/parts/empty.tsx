import type { ReactNode } from 'react';
import { Paper, Stack, Text } from '@mantine/core';

/** The state of a screen without content: what would be here, and how it comes. */
export function Empty({ title, next, children }: { title: string; next: string; children?: ReactNode }) {
  return (
    <Paper p="xl">
      <Stack align="center" gap="xs">
        <Text fw={600}>{title}</Text>
        <Text c="dimmed" ta="center" maw={520}>
          {next}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}
