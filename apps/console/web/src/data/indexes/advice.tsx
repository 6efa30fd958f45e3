import { Button, Code, Paper, Stack, Text } from '@mantine/core';
import type { ReplyOf } from '../../api/operations.ts';
import { t } from '../../texts/index.ts';
import { keyText, nameOf, type Index, type IndexKey } from './index-key.ts';

interface Props {
  readonly advice: ReplyOf<'indexes/advice'>['advice'];
  readonly indexes: readonly Index[];
  /** Absent for those who may not change indexes. */
  readonly onBuild: ((key: IndexKey) => void) | undefined;
}

/** Indexes that would help slow queries, each made by one click, and other ways to write a query. */
export function Advice({ advice, indexes, onBuild }: Props) {
  const texts = t.dataMore.indexes;
  const standing = new Set(indexes.map(({ key }) => keyText(key)));
  if (advice.length === 0) return <Text size="sm">{texts.noAdvice}</Text>;
  return (
    <Stack gap="xs">
      {advice.map(({ operation, shape, count, p90Ms, key, why, hint }) => (
        <Paper key={`${operation} ${shape}`} withBorder p="xs">
          <Code block tabIndex={0}>
            {shape}
          </Code>
          <Text size="xs" c="dimmed">
            {texts.seen(count, p90Ms)}
          </Text>
          {key.length > 0 && <Text size="sm" fw={600}>{`${texts.name}: ${keyText(key)}`}</Text>}
          {[why, hint].map(
            (text) =>
              text !== null && (
                <Text key={text} size="sm">
                  {text}
                </Text>
              ),
          )}
          {onBuild !== undefined && key.length > 0 && !standing.has(keyText(key)) && (
            <Button mt="xs" size="compact-sm" variant="default" aria-label={texts.buildOf(nameOf(key))} onClick={() => onBuild(key)}>
              {texts.build}
            </Button>
          )}
        </Paper>
      ))}
    </Stack>
  );
}
