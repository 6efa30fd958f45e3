import { Button, Fieldset, Group, Stack, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { messagesOf, removeVariant, testsMessages, VARIANTS_MIN, variantKey, withMessage } from './draft.ts';
import { MessageEditor } from './message-editor.tsx';

const words = t.compose.message;

/** The message, or each version of it. */
export function MessageStep(composing: Composing) {
  const { draft, change } = composing;
  const messages = messagesOf(draft);
  if (!testsMessages(draft)) {
    return (
      <Stack>
        <MessageEditor {...composing} at={0} onChange={(part) => change((old) => withMessage(old, 0, part))} />
        {!draft.test.on && (
          <TextInput
            label={words.label}
            description={words.labelHint}
            value={draft.label}
            onChange={({ currentTarget: { value } }) => change((old) => ({ ...old, label: value }))}
          />
        )}
      </Stack>
    );
  }
  return (
    <Stack>
      {messages.map((_, at) => (
        <Fieldset key={at} legend={t.compose.test.version(variantKey(at))}>
          <MessageEditor {...composing} at={at} onChange={(part) => change((old) => withMessage(old, at, part))} />
          {messages.length > VARIANTS_MIN && (
            <Group justify="end">
              <Button variant="subtle" color="red" size="compact-sm" onClick={() => change((old) => removeVariant(old, at))}>
                {t.compose.test.removeVersion(variantKey(at))}
              </Button>
            </Group>
          )}
        </Fieldset>
      ))}
    </Stack>
  );
}
