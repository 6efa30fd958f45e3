import { Center, Loader } from '@mantine/core';
import { t } from '../texts/index.ts';

export function Loading() {
  return (
    <Center p="xl">
      <Loader aria-label={t.loading} role="status" />
    </Center>
  );
}
