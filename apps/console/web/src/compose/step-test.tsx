import { NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { isLocalised, testsTimes, withTest, type TestDraft } from './draft.ts';
import { ProblemText } from './problem-text.tsx';
import { RadioList } from './radio-list.tsx';
import { SizeAdvice } from './size-advice.tsx';
import { Versions } from './versions.tsx';

const words = t.compose.test;

/** Whether versions are compared: their kind, the name of the test, and the share of the audience that takes part. */
export function TestStep(composing: Composing) {
  const { draft, change, problemAt } = composing;
  const { test } = draft;
  const set = (part: Partial<TestDraft>) => change((old) => withTest(old, part));
  const localised = !test.on && isLocalised(draft);
  return (
    <Stack>
      <Switch
        label={words.on}
        description={localised ? words.localised : words.onHint}
        checked={test.on}
        disabled={localised}
        onChange={(event) => set({ on: event.currentTarget.checked })}
      />
      {test.on && (
        <>
          <TextInput
            label={words.name}
            error={problemAt('name')}
            value={test.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <RadioList
            label={words.type}
            value={test.type}
            onChange={(type) => set({ type })}
            options={[
              { value: 'message', label: words.message, hint: words.messageHint },
              { value: 'time', label: words.time, hint: words.timeHint },
            ]}
          />
          <Versions {...composing} />
          {!testsTimes(draft) && (
            <NumberInput
              label={words.size}
              error={problemAt('size')}
              min={1}
              max={100}
              suffix=" %"
              hideControls
              value={test.size}
              onChange={(size) => set({ size: String(size) })}
            />
          )}
          {testsTimes(draft) && <ProblemText text={problemAt('size')} />}
          <SizeAdvice {...composing} onUse={(size) => set({ size })} />
        </>
      )}
    </Stack>
  );
}
