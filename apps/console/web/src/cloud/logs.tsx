import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { t } from '../texts/index.ts';
import { LogLines } from './log-lines.tsx';
import { linesWith } from './log-window.ts';
import { LEVELS, type CloudSearch } from './search.ts';
import { useFollowed } from './use-followed.ts';

const PAGE = 100;

interface Props {
  readonly app: string;
  readonly search: CloudSearch;
  readonly onChange: (part: Partial<CloudSearch>) => void;
}
interface Asked {
  readonly app: string;
  readonly level: CloudSearch['level'];
  readonly part?: string;
}

/** The log of an app's code: looked back through page by page, or followed as it is written. */
export function Logs({ app, search, onChange }: Props) {
  const { level, text, follow } = search;
  const [part] = useDebouncedValue(search.part.trim(), 300);
  const asked: Asked = { app, level, ...(part === '' ? {} : { part }) };
  return (
    <Stack gap="md">
      <Group align="end">
        <NativeSelect
          label={t.logs.level}
          data={LEVELS}
          value={level}
          onChange={(event) => onChange({ level: LEVELS.find((one) => one === event.currentTarget.value) ?? 'info' })}
        />
        <TextInput
          label={t.logs.part}
          placeholder={t.logs.partHint}
          value={search.part}
          onChange={(event) => onChange({ part: event.currentTarget.value })}
        />
        <TextInput
          label={t.logs.text}
          placeholder={t.logs.textHint}
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        <Switch label={t.logs.follow} checked={follow} onChange={(event) => onChange({ follow: event.currentTarget.checked })} mb={8} />
      </Group>
      {follow ? <Live asked={asked} text={text} /> : <Past asked={asked} text={text} />}
    </Stack>
  );
}

function Live({ asked, text }: { asked: Asked; text: string }) {
  const { lines, state, error, again } = useFollowed(asked);
  return (
    <>
      {error !== undefined && <Failure error={error} onRetry={again} />}
      <Group gap="xs">
        <Text size="sm" role="status">
          {{ connecting: t.logs.connecting, open: t.logs.following, ended: t.logs.ended }[state]}
        </Text>
        {state === 'ended' && error === undefined && (
          <Button size="compact-sm" variant="default" onClick={again}>
            {t.logs.again}
          </Button>
        )}
      </Group>
      <LogLines lines={linesWith(lines, text)} />
    </>
  );
}

function Past({ asked, text }: { asked: Asked; text: string }) {
  const query = useInfiniteQuery({
    queryKey: ['cloud', asked.app, 'logs', asked],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('cloud/logs', { ...asked, limit: PAGE, ...(pageParam === undefined ? {} : { until: pageParam }) }, signal),
    getNextPageParam: ({ lines, next }) => (lines.length === PAGE ? next : undefined),
  });
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <>
          <LogLines
            lines={linesWith(
              pages.flatMap(({ lines }) => lines),
              text,
            )}
          />
          {query.hasNextPage && (
            <Group justify="center">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t.logs.older}
              </Button>
            </Group>
          )}
        </>
      )}
    </Loaded>
  );
}
