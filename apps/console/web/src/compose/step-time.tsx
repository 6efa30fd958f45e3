import { Fieldset, Group, Button, Stack, Text } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { removeVariant, testsTimes, VARIANTS_MIN, variantKey, withTime } from './draft.ts';
import { whensOf } from './request.ts';
import { WhenInput } from './when-input.tsx';

const words = t.compose.time;

/** When the push is sent, or each version of a test of times. */
export function TimeStep({ draft, change, estimate, problemAt }: Composing) {
  const isLocal = whensOf(draft).some(({ kind }) => kind === 'local');
  return (
    <Stack>
      {testsTimes(draft) ? (
        draft.times.map((time, at) => (
          <Fieldset key={at} legend={t.compose.test.version(variantKey(at))}>
            <WhenInput when={time} problem={problemAt(`times.${at}`)} onChange={(part) => change((old) => withTime(old, at, part))} />
            {draft.times.length > VARIANTS_MIN && (
              <Group justify="end">
                <Button variant="subtle" color="red" size="compact-sm" onClick={() => change((old) => removeVariant(old, at))}>
                  {t.compose.test.removeVersion(variantKey(at))}
                </Button>
              </Group>
            )}
          </Fieldset>
        ))
      ) : (
        <WhenInput
          withNow
          when={draft.when}
          problem={problemAt('times.0')}
          onChange={(part) => change((old) => ({ ...old, when: { ...old.when, ...part } }))}
        />
      )}
      {isLocal && estimate !== undefined && estimate.withoutTimeZone > 0 && (
        <Text size="sm">{words.withoutZone(estimate.withoutTimeZone)}</Text>
      )}
    </Stack>
  );
}
