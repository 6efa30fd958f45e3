import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { LinkTo } from '../parts/links.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { DueTime } from './due-time.tsx';
import { LaunchDialog } from './launch-dialog.tsx';
import type { Report } from './queries.ts';
import { Section } from './section.tsx';
import { StateBadge } from './state-badge.tsx';

/** The launch of a version to those who were not tested: to be chosen, or as it went. */
export function Launch({ app, report }: { app: string; report: Report }) {
  const words = t.push.experiment;
  const { rest, launch, type } = report;
  if (launch !== undefined) {
    return (
      <Section title={words.launch}>
        <Text fw={600}>{words.launched(launch.key)}</Text>
        <Group gap="xs">
          <StateBadge state={launch.state} />
          <DueTime at={launch.sendTime} />
        </Group>
        <Text>{words.launchedCounts(launch.sent, launch.opened, t.push.percent(launch.openRate))}</Text>
        <LinkTo to="/apps/$app/push/$pushId" params={{ app, pushId: launch.id }}>
          {words.showLaunch}
        </LinkTo>
      </Section>
    );
  }
  return (
    <Section title={words.launch}>
      {rest === null || type === 'time' ? (
        <Text>{words.nothingToLaunch[type]}</Text>
      ) : (
        <>
          <Text>{words.launchText(rest.percent, rest.recipients)}</Text>
          {report.winner === null && <Text c="dimmed">{words.waitAdvised}</Text>}
          <Choices app={app} report={report} recipients={rest.recipients} />
        </>
      )}
    </Section>
  );
}

function Choices({ app, report, recipients }: { app: string; report: Report; recipients: number | null }) {
  const words = t.push.experiment;
  const [chosen, setChosen] = useState<Report['groups'][number]>();
  const mayWrite = useMay()('push:write');
  if (!mayWrite || report.state === 'canceled') return null;
  return (
    <>
      <Group>
        {report.groups.map((group) => (
          <Button key={group.key} variant={report.winner?.key === group.key ? 'filled' : 'default'} onClick={() => setChosen(group)}>
            {words.launchVersion(group.key)}
          </Button>
        ))}
      </Group>
      {chosen !== undefined && (
        <LaunchDialog app={app} id={report.id} version={chosen} recipients={recipients} onClose={() => setChosen(undefined)} />
      )}
    </>
  );
}
