import { Button, Group, Table, Text } from '@mantine/core';
import { bytesText } from '../parts/bytes.ts';
import { StateBadge } from '../parts/state-badge.tsx';
import { TableOf } from '../parts/table-of.tsx';
import { Time } from '../parts/time.tsx';
import { t } from '../texts/index.ts';
import { shortName, type Release, type ReleaseChange } from './release.ts';

interface Props {
  readonly releases: readonly Release[];
  readonly mayWrite: boolean;
  readonly onShow: (release: string) => void;
  readonly onChange: (change: ReleaseChange) => void;
}

export function ReleaseTable({ releases, mayWrite, onShow, onChange }: Props) {
  const { release: name, deployed, contents, size } = t.releases;
  return (
    <TableOf label={t.releases.list} head={[name, deployed, contents, size, '']}>
      {releases.map((row) => (
        <Table.Tr key={row.release}>
          <Table.Td>
            <Group gap="xs">
              <span className="mono">{shortName(row.release)}</span>
              {row.inForce && <StateBadge text={t.releases.inForce} colour="green" />}
            </Group>
            {row.note !== undefined && (
              <Text size="sm" c="dimmed">
                {row.note}
              </Text>
            )}
          </Table.Td>
          <Table.Td>
            <Time iso={row.deployedAt} />
          </Table.Td>
          <Table.Td>{t.releases.counts(row.functions, row.triggers, row.jobs)}</Table.Td>
          <Table.Td>{`${t.releases.files(row.files)}, ${bytesText(row.bytes)}`}</Table.Td>
          <Table.Td>
            <Group gap="xs" justify="end" wrap="nowrap">
              <Action label={t.releases.show} release={row.release} onClick={() => onShow(row.release)} />
              {mayWrite && !row.inForce && (
                <>
                  <Action
                    label={t.releases.activate}
                    release={row.release}
                    onClick={() => onChange({ kind: 'activate', release: row.release })}
                  />
                  <Action
                    label={t.releases.remove}
                    release={row.release}
                    onClick={() => onChange({ kind: 'remove', release: row.release })}
                  />
                </>
              )}
            </Group>
          </Table.Td>
        </Table.Tr>
      ))}
    </TableOf>
  );
}

function Action({ label, release, onClick }: { label: string; release: string; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" aria-label={t.releases.of(label, shortName(release))} onClick={onClick}>
      {label}
    </Button>
  );
}
