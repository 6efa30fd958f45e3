import { Paper, Title } from '@mantine/core';
import { t } from '../texts/index.ts';
import classes from './compose.module.css';
import type { Composing } from './composing.ts';
import { isLocalised, messagesOf, testsTimes } from './draft.ts';
import { audienceInWords, expiryInWords, messagesInWords, timesInWords } from './wording.ts';

const words = t.compose.summary;

/** The push as it stands, beside every step. */
export function Summary({ draft, estimate, saved, where }: Composing) {
  const names = new Map(saved.map(({ id, name }) => [id, name]));
  const devices =
    estimate === undefined ? (where === undefined ? '…' : t.compose.counting) : t.compose.about(estimate.estimate, estimate.exact);
  const facts: readonly (readonly [string, string])[] = [
    [words.audience, audienceInWords(draft, names)],
    [words.devices, devices],
    [words.test, testInWords(draft)],
    [words.time, timesInWords(draft)],
    [words.expiry, expiryInWords(draft)],
    [words.message, messagesInWords(draft).join(' / ')],
    ...(isLocalised(draft) ? [[t.compose.message.languages, words.languages(messagesOf(draft)[0]?.locales.length ?? 0)] as const] : []),
  ];
  return (
    <Paper withBorder p="md" className={classes.summary} component="section" aria-label={words.title}>
      <Title order={2} size="h5" mb="xs">
        {words.title}
      </Title>
      <dl className={classes.facts}>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}

function testInWords(draft: Composing['draft']): string {
  const { test, times, messages } = draft;
  if (!test.on) return words.noTest;
  const count = testsTimes(draft) ? times.length : messages.length;
  return [test.name.trim() || '…', words.versions(test.type, count), words.share(testsTimes(draft) ? '100' : test.size)].join(', ');
}
