import type { ReactNode } from 'react';
import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useTitle } from '../parts/page.tsx';

/** The frame of the screens before a session. */
export function SessionForm({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  useTitle(title);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w="100%" maw={420}>
        <Stack>
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}
