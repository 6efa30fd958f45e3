import { useState } from 'react';
import { NativeSelect, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Empty } from '../parts/empty.tsx';
import { appsQuery } from '../shell/apps.ts';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import { Device, PLATFORMS_DRAWN } from './device.tsx';
import { messagesOf, variantKey, type MessageDraft } from './draft.ts';
import { dataOf, shownTexts } from './message.ts';
import { TestSend } from './test-send.tsx';

const words = t.compose.preview;

/** Each message as devices draw it, and a way to try it on one. */
export function PreviewStep({ app, draft }: Composing) {
  const messages = messagesOf(draft);
  const readable = messages.map(dataOf).flatMap((read) => ('data' in read ? [read.data] : []));
  if (readable.length === 0) return <Empty title={words.nothing} next={words.nothingNext} />;
  return (
    <Stack>
      <Text c="dimmed">{words.hint}</Text>
      {messages.map((message, at) => (
        <Shown key={at} app={app} message={message} name={messages.length > 1 ? t.compose.test.version(variantKey(at)) : undefined} />
      ))}
      <TestSend app={app} messages={readable} />
    </Stack>
  );
}

function Shown({ app, message, name }: { app: string; message: MessageDraft; name: string | undefined }) {
  const [locale, setLocale] = useState('');
  const { data: apps = [] } = useQuery(appsQuery);
  const read = dataOf(message);
  if (!('data' in read)) return null;
  const texts = shownTexts(read.data, locale === '' ? undefined : locale);
  const appName = apps.find(({ id }) => id === app)?.name ?? app;
  return (
    <Stack gap="xs">
      {name !== undefined && (
        <Title order={3} size="h5">
          {name}
        </Title>
      )}
      {message.form === 'text' && message.locales.length > 0 && (
        <NativeSelect
          label={words.language}
          maw={200}
          value={locale}
          onChange={(event) => setLocale(event.currentTarget.value)}
          data={[{ value: '', label: t.compose.message.default }, ...message.locales.map((text) => text.locale)]}
        />
      )}
      {texts.title === '' && texts.body === '' ? (
        <Text>{words.silent}</Text>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {PLATFORMS_DRAWN.map((platform) => (
            <Device key={platform} platform={platform} appName={appName} {...texts} />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}
