import { Stack, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { WhenDraft } from './draft.ts';
import { RadioList } from './radio-list.tsx';

const words = t.compose.time;
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Props {
  readonly when: WhenDraft;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<WhenDraft>) => void;
  /** Versions of a test have a time each. */
  readonly withNow?: boolean;
}

/** A time in the viewer's zone, or in that of each device. */
export function WhenInput({ when, problem, onChange, withNow = false }: Props) {
  return (
    <Stack>
      <RadioList
        label={words.label}
        value={when.kind}
        onChange={(kind) => onChange({ kind })}
        options={[
          ...(withNow ? [{ value: 'now' as const, label: words.now }] : []),
          { value: 'later', label: words.later, hint: words.laterHint },
          { value: 'local', label: words.local, hint: words.localHint },
        ]}
      />
      {when.kind !== 'now' && (
        <TextInput
          type="datetime-local"
          label={words.at}
          description={when.kind === 'later' ? words.zone(ZONE) : undefined}
          error={problem}
          maw={280}
          value={when.at}
          onChange={(event) => onChange({ at: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
