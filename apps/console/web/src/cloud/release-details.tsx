import { Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { bytesText } from '../parts/bytes.ts';
import { Loaded } from '../parts/loaded.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { shortName } from './release.ts';

/** The names that a release registers, and its files. */
export function ReleaseDetails({ app, release, onClose }: { app: string; release: string; onClose: () => void }) {
  const query = useQuery({
    queryKey: ['cloud', app, 'release', release],
    queryFn: ({ signal }) => call('cloud/release', { app, release }, signal),
  });
  return (
    <Modal opened onClose={onClose} title={t.releases.details(shortName(release))} size="lg">
      <Loaded query={query}>
        {({ functions, triggers, jobs, contents }) => (
          <Stack gap="sm">
            <Names title={t.releases.functions} names={functions} />
            <Names title={t.releases.triggers} names={triggers} />
            <Names title={t.releases.jobs} names={jobs} />
            <TableOf label={t.releases.contents} head={[t.releases.path, t.releases.size]} minWidth={280}>
              {contents.map(({ path, bytes }) => (
                <Table.Tr key={path}>
                  <Table.Td className="mono">{path}</Table.Td>
                  <Table.Td>{bytesText(bytes)}</Table.Td>
                </Table.Tr>
              ))}
            </TableOf>
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <Text fw={600} size="sm">
        {title}
      </Text>
      <Text size="sm" className="mono">
        {names.join(', ')}
      </Text>
    </div>
  );
}
