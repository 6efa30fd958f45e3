import { Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import type { ExpiryDraft } from './draft.ts';
import { RadioList } from './radio-list.tsx';
import { amountMax } from './timing.ts';

const words = t.compose.expiry;

/** Until when devices get the push. */
export function ExpiryStep({ draft, change, problemAt }: Composing) {
  const { expiry } = draft;
  const set = (part: Partial<ExpiryDraft>) => change((old) => ({ ...old, expiry: { ...old.expiry, ...part } }));
  return (
    <Stack>
      <RadioList
        label={words.label}
        hint={words.hint}
        value={expiry.kind}
        onChange={(kind) => set({ kind })}
        options={[
          { value: 'none', label: words.none },
          { value: 'time', label: words.time },
          { value: 'interval', label: words.interval },
        ]}
      />
      {expiry.kind === 'time' && (
        <TextInput
          type="datetime-local"
          label={words.at}
          error={problemAt('expiry')}
          maw={280}
          value={expiry.at}
          onChange={(event) => set({ at: event.currentTarget.value })}
        />
      )}
      {expiry.kind === 'interval' && (
        <Group align="start">
          <NumberInput
            label={words.amount}
            error={problemAt('expiry')}
            min={1}
            max={amountMax(expiry.unit)}
            clampBehavior="none"
            allowDecimal={false}
            w={160}
            value={expiry.amount}
            onChange={(amount) => set({ amount: String(amount) })}
          />
          <NativeSelect
            label={words.unit}
            value={expiry.unit}
            onChange={(event) => set({ unit: event.currentTarget.value as ExpiryDraft['unit'] })}
            data={[
              { value: 'hours', label: words.hours },
              { value: 'days', label: words.days },
            ]}
          />
        </Group>
      )}
    </Stack>
  );
}
