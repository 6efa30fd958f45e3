import { useState } from 'react';
import { Button, Chip, Group, Input, NativeSelect, Stack, TagsInput, Textarea } from '@mantine/core';
import { Failure } from '../parts/failure.tsx';
import { t } from '../texts/index.ts';
import { isUnlimited } from './audience.ts';
import type { Composing } from './composing.ts';
import { PLATFORMS, type AudienceDraft } from './draft.ts';
import { EstimateLine } from './estimate-line.tsx';
import { ProblemText } from './problem-text.tsx';
import { RadioList } from './radio-list.tsx';
import { DeleteAudience, SaveAudience } from './saved-audiences.tsx';

const words = t.compose.audience;

/** Who gets the push, with the number of their devices as it is now. */
export function AudienceStep(composing: Composing) {
  const { draft, change, estimateError, savedError, problemAt } = composing;
  const { audience } = draft;
  const set = (part: Partial<AudienceDraft>) => change((old) => ({ ...old, audience: { ...old.audience, ...part } }));
  return (
    <Stack>
      <RadioList
        label={words.label}
        value={audience.kind}
        onChange={(kind) => set({ kind })}
        options={[
          { value: 'everyone', label: words.everyone, hint: words.everyoneHint },
          { value: 'saved', label: words.saved, hint: words.savedHint },
          { value: 'segment', label: words.segment, hint: words.segmentHint },
        ]}
      />
      {audience.kind === 'saved' && savedError !== null && <Failure error={savedError} />}
      {audience.kind === 'saved' && <Saved {...composing} onChoose={(saved) => set({ saved })} />}
      {audience.kind === 'segment' && <Segment {...composing} onChange={set} />}
      {estimateError === null ? <EstimateLine {...composing} /> : <Failure error={estimateError} />}
      <ProblemText text={problemAt('devices')} />
    </Stack>
  );
}

function Saved({ app, draft, saved, problemAt, onChoose }: Composing & { onChoose: (id: string) => void }) {
  const [deleting, setDeleting] = useState(false);
  const chosen = saved.find(({ id }) => id === draft.audience.saved);
  return (
    <Group align="end">
      <NativeSelect
        label={words.choose}
        description={saved.length === 0 ? words.noSaved : undefined}
        error={problemAt('saved')}
        value={draft.audience.saved}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data={[
          { value: '', label: words.chooseNone },
          ...saved.map(({ id, name, timesUsed }) => ({ value: id, label: `${name} (${words.used(timesUsed)})` })),
        ]}
      />
      {chosen !== undefined && (
        <Button variant="subtle" color="red" onClick={() => setDeleting(true)}>
          {words.remove}
        </Button>
      )}
      {deleting && chosen !== undefined && (
        <DeleteAudience app={app} audience={chosen} onDeleted={() => onChoose('')} onClose={() => setDeleting(false)} />
      )}
    </Group>
  );
}

function Segment({ app, draft, where, estimate, problemAt, onChange }: Composing & { onChange: (part: Partial<AudienceDraft>) => void }) {
  const [saving, setSaving] = useState(false);
  const { audience } = draft;
  return (
    <Stack>
      <Input.Wrapper label={words.platforms} description={words.platformsHint} labelElement="div">
        <Chip.Group multiple value={[...audience.platforms]} onChange={(platforms) => onChange({ platforms })}>
          <Group gap="xs" mt="xs" role="group" aria-label={words.platforms}>
            {PLATFORMS.map((platform) => (
              <Chip key={platform} value={platform} size="sm" variant="outline">
                {words.platform[platform]}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <TagsInput
        label={words.channels}
        description={words.channelsHint}
        error={problemAt('channels')}
        value={[...audience.channels]}
        onChange={(channels) => onChange({ channels })}
        acceptValueOnBlur
      />
      <Textarea
        label={words.query}
        description={words.queryHint}
        error={problemAt('query')}
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={audience.query}
        onChange={(event) => onChange({ query: event.currentTarget.value })}
      />
      {where !== undefined && estimate !== undefined && !isUnlimited(audience) && (
        <div>
          <Button variant="default" onClick={() => setSaving(true)}>
            {words.save}
          </Button>
        </div>
      )}
      {saving && where !== undefined && (
        <SaveAudience app={app} query={where} onSaved={(id) => onChange({ kind: 'saved', saved: id })} onClose={() => setSaving(false)} />
      )}
    </Stack>
  );
}
