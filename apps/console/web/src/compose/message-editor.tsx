import { Group, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { messagesOf, type MessageDraft } from './draft.ts';
import { JsonArea } from './json-area.tsx';
import { Languages } from './languages.tsx';
import { dataOf } from './message.ts';
import { Sizes } from './sizes.tsx';

const words = t.compose.message;

type Props = Composing & { readonly at: number; readonly onChange: (part: Partial<MessageDraft>) => void };

/** One message: as texts, or as the JSON of its payload. */
export function MessageEditor(props: Props) {
  const { app, draft, at, problemAt, onChange } = props;
  const message = messagesOf(draft)[at];
  if (message === undefined) return null;
  const read = dataOf(message);
  return (
    <Stack>
      <NativeSelect
        label={words.form}
        maw={200}
        value={message.form}
        onChange={(event) => onChange({ form: event.currentTarget.value as MessageDraft['form'] })}
        data={[
          { value: 'text', label: words.asText },
          { value: 'json', label: words.asJson },
        ]}
      />
      {message.form === 'json' ? (
        <JsonArea
          label={words.json}
          hint={words.jsonHint}
          error={problemAt(`messages.${at}.json`)}
          value={message.json}
          onChange={(json) => onChange({ json })}
        />
      ) : (
        <Texts {...props} message={message} />
      )}
      <Sizes app={app} data={'data' in read ? read.data : undefined} />
    </Stack>
  );
}

function Texts({ message, ...props }: Props & { message: MessageDraft }) {
  const { at, problemAt, onChange } = props;
  const problem = (field: string) => problemAt(`messages.${at}.${field}`);
  return (
    <>
      <TextInput
        label={words.titleField}
        description={words.titleHint}
        value={message.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Textarea
        label={words.alert}
        error={problem('alert')}
        autosize
        minRows={2}
        value={message.alert}
        onChange={(event) => onChange({ alert: event.currentTarget.value })}
      />
      <Languages {...props} message={message} />
      <Badge message={message} problem={problem('badge')} onChange={onChange} />
      <JsonArea
        label={words.more}
        hint={words.moreHint}
        error={problem('more')}
        value={message.more}
        onChange={(more) => onChange({ more })}
      />
    </>
  );
}

function Badge({ message, problem, onChange }: { message: MessageDraft; problem: string | undefined; onChange: Props['onChange'] }) {
  return (
    <Group align="start">
      <NativeSelect
        label={words.badge}
        value={message.badge}
        onChange={(event) => onChange({ badge: event.currentTarget.value as MessageDraft['badge'] })}
        data={(['keep', 'increment', 'set'] as const).map((value) => ({ value, label: words[value] }))}
      />
      {message.badge === 'set' && (
        <NumberInput
          label={words.badgeNumber}
          error={problem}
          min={0}
          allowDecimal={false}
          w={140}
          value={message.badgeNumber}
          onChange={(value) => onChange({ badgeNumber: String(value) })}
        />
      )}
    </Group>
  );
}
