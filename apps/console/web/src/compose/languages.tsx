import { useState } from 'react';
import { Button, Group, NativeSelect, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { t } from '../texts/index.ts';
import { number } from '../texts/numbers.ts';
import type { Composing } from './composing.ts';
import type { LocalText, MessageDraft } from './draft.ts';
import { localesToOffer } from './locales.ts';

const words = t.compose.message;

interface Props extends Composing {
  readonly at: number;
  readonly message: MessageDraft;
  readonly onChange: (part: Partial<MessageDraft>) => void;
}

/** Texts in the languages of the audience. An A/B test has one language. */
export function Languages({ draft, estimate, message, at, problemAt, onChange }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  if (draft.test.on) {
    return (
      <Text size="sm" c="dimmed">
        {words.notInTest}
      </Text>
    );
  }
  const perLocale = estimate?.perLocale ?? {};
  const { locales } = message;
  const offered = localesToOffer(perLocale, locales);
  const shown = locales.find(({ locale }) => locale === chosen) ?? locales[0];
  const add = (locale: string) => {
    onChange({ locales: [...locales, { locale, title: '', alert: '' }] });
    setChosen(locale);
  };
  const set = (locale: string, part: Partial<LocalText>) =>
    onChange({ locales: locales.map((text) => (text.locale === locale ? { ...text, ...part } : text)) });
  return (
    <Stack gap="xs">
      <NativeSelect
        label={words.addLanguage}
        description={estimate !== undefined && Object.keys(perLocale).length === 0 ? words.noLanguages : words.languagesHint}
        disabled={offered.length === 0}
        maw={420}
        value=""
        onChange={(event) => event.currentTarget.value !== '' && add(event.currentTarget.value)}
        data={[
          { value: '', label: words.chooseLanguage },
          ...offered.map(({ locale, devices }) => ({ value: locale, label: `${locale} (${t.compose.devices(devices)})` })),
        ]}
      />
      {shown !== undefined && (
        <Tabs value={shown.locale} onChange={setChosen}>
          <Tabs.List aria-label={words.languages}>
            {locales.map(({ locale }) => (
              <Tabs.Tab key={locale} value={locale}>{`${locale} · ${number(perLocale[locale] ?? 0)}`}</Tabs.Tab>
            ))}
          </Tabs.List>
          {locales.map((text) => (
            <Tabs.Panel key={text.locale} value={text.locale} pt="xs">
              <LocalTexts
                text={text}
                problem={problemAt(`messages.${at}.locales.${text.locale}`)}
                onChange={(part) => set(text.locale, part)}
                onRemove={() => onChange({ locales: locales.filter(({ locale }) => locale !== text.locale) })}
              />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Stack>
  );
}

interface TextsProps {
  readonly text: LocalText;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<LocalText>) => void;
  readonly onRemove: () => void;
}

function LocalTexts({ text: { locale, title, alert }, problem, onChange, onRemove }: TextsProps) {
  return (
    <Stack gap="xs">
      <TextInput label={words.localTitle(locale)} value={title} onChange={(event) => onChange({ title: event.currentTarget.value })} />
      <Textarea
        label={words.localAlert(locale)}
        error={problem}
        autosize
        minRows={2}
        value={alert}
        onChange={(event) => onChange({ alert: event.currentTarget.value })}
      />
      <Group justify="end">
        <Button variant="subtle" color="red" size="compact-sm" onClick={onRemove}>
          {words.removeLanguage(locale)}
        </Button>
      </Group>
    </Stack>
  );
}
