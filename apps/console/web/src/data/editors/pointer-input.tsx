import { Code, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { messageOf } from '../../parts/failure.tsx';
import { LinkTo } from '../../parts/links.tsx';
import { t } from '../../texts/index.ts';
import { Line, type InputProps } from './line.tsx';

/** A pointer, with the object that it leads to. */
export function PointerInput(props: InputProps) {
  const { app, field, draft } = props;
  const className = field.targetClass ?? '';
  const [objectId] = useDebouncedValue(draft.text.trim(), 300);
  const { data, error } = useQuery({
    queryKey: ['object', app, className, objectId],
    enabled: objectId !== '',
    retry: false,
    queryFn: ({ signal }) => call('data/get', { app, className, objectId }, signal),
  });
  return (
    <Stack gap={4}>
      <Line {...props} label={t.data.cell.objectId(className)} />
      {error !== null && (
        <Text size="xs" c="red">
          {messageOf(error)}
        </Text>
      )}
      {data !== undefined && (
        <>
          <Code block mah={160} tabIndex={0} aria-label={t.data.cell.preview}>
            {JSON.stringify(data.object, null, 2)}
          </Code>
          <LinkTo to="/apps/$app/data/$className" params={{ app, className }} search={{ object: objectId }} size="sm">
            {t.data.cell.follow}
          </LinkTo>
        </>
      )}
    </Stack>
  );
}
