import { useState } from 'react';
import { Box, Fieldset, Group, NativeSelect, Text } from '@mantine/core';
import { t } from '../../texts/index.ts';
import { escapeHtml, filled, textsOf, type MailKind } from './mail-texts.ts';
import { SafeHtml } from './safe-html.tsx';

const KINDS = Object.keys(t.settings.preview.mails) as MailKind[];

/** A mail as its reader sees it, with the values of an example. */
export function MailPreview({ value }: { value: unknown }) {
  const [kind, setKind] = useState<MailKind>('verification');
  const [chosen, setChosen] = useState<string>();
  const texts = textsOf(value, kind);
  const [language, mail] = texts.find(([name]) => name === chosen) ?? texts[0] ?? [];
  return (
    <Fieldset legend={t.settings.preview.title} aria-live="polite">
      <Group>
        <NativeSelect
          label={t.settings.preview.mail}
          data={KINDS.map((one) => ({ value: one, label: t.settings.preview.mails[one] }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as MailKind)}
        />
        <NativeSelect
          label={t.settings.preview.language}
          data={texts.map(([name]) => name)}
          value={language ?? ''}
          disabled={texts.length === 0}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </Group>
      {mail === undefined ? (
        <Text size="sm" mt="sm">
          {t.settings.preview.builtIn}
        </Text>
      ) : (
        <Box mt="sm" data-testid="mail-preview">
          <Text fw={600}>{mail.subject === undefined ? t.settings.preview.builtInSubject : filled(mail.subject)}</Text>
          {mail.html !== undefined && (
            <Box my="xs" p="sm" bg="white" c="black" bd="1px solid gray">
              <SafeHtml html={filled(mail.html, escapeHtml)} />
            </Box>
          )}
          {mail.text !== undefined && (
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {filled(mail.text)}
            </Text>
          )}
        </Box>
      )}
    </Fieldset>
  );
}
