import { useState } from 'react';
import { Box, Fieldset, NativeSelect, Stack, Text } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { pageOf, textLanguages } from './page-texts.ts';

type PageName = keyof typeof t.settings.preview.pages;
const PAGES = Object.keys(t.settings.preview.pages) as PageName[];

/** A hosted page with the colours and the texts of the app. Pictures of other hosts are named, and not loaded. */
export function PagePreview({ value }: { value: unknown }) {
  const [page, setPage] = useState<PageName>('passwordReset');
  const languages = textLanguages(value);
  const [chosen, setChosen] = useState<string>();
  const language = languages.find((name) => name === chosen) ?? languages[0];
  const { title, text, submit, accent, background, logo, home } = pageOf(value, page, language);
  return (
    <Fieldset legend={t.settings.preview.title} aria-live="polite">
      <NativeSelect
        label={t.settings.preview.page}
        data={PAGES.map((one) => ({ value: one, label: t.settings.preview.pages[one] }))}
        value={page}
        onChange={(event) => setPage(event.currentTarget.value as PageName)}
      />
      <NativeSelect
        label={t.settings.preview.language}
        data={[...languages]}
        value={language ?? ''}
        disabled={languages.length === 0}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Box mt="sm" p="md" style={{ background: background ?? '#f4f4f5' }} data-testid="page-preview">
        <Stack gap="xs" p="md" maw={360} mx="auto" bg="white" c="black" align="start">
          {logo !== undefined && <Text size="xs">{`[${logo}]`}</Text>}
          <Text fw={700}>{title ?? t.settings.preview.builtInText}</Text>
          <Text size="sm">{text ?? t.settings.preview.builtInText}</Text>
          {page === 'passwordReset' && (
            <Box px="sm" py={4} bd="2px solid black" style={{ borderColor: accent ?? '#1d4ed8' }}>
              {submit ?? t.settings.preview.builtInText}
            </Box>
          )}
          {home !== undefined && (
            <Text size="xs" td="underline">
              {home}
            </Text>
          )}
        </Stack>
      </Box>
    </Fieldset>
  );
}
