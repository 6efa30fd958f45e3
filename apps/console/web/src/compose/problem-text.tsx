import { Text } from '@mantine/core';

/** A sentence beside something that is no input. */
export function ProblemText({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {text}
    </Text>
  );
}
