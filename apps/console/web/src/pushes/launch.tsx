import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { LinkTo } from '../parts/links.tsx';
import { tell } from '../parts/notices.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { pushesKey, type Report } from './queries.ts';
import { Section } from './section.tsx';
import { messageIn } from './target.ts';

/** The launch of a version to those who were not tested: to be chosen, or as it went. */
export function Launch({ app, report }: { app: string; report: Report }) {
  const words = t.push.experiment;
  const { rest, launch, type } = report;
  if (launch !== undefined) {
    return (
      <Section title={words.launch}>
        <Text fw={600}>{words.launched(launch.key)}</Text>
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
  const client = useQueryClient();
  const mayWrite = useMay()('push:write');
  const launch = async (choice: string) => {
    await call('push/launch', { app, id: report.id, choice });
    tell({ text: words.launching(choice) });
    await client.invalidateQueries({ queryKey: pushesKey(app) });
  };
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
        <FormDialog
          title={words.confirmTitle(chosen.key)}
          action={words.launchVersion(chosen.key)}
          onSubmit={() => launch(chosen.key)}
          onClose={() => setChosen(undefined)}
        >
          <Text>{words.confirmText(messageIn(chosen.payload) || t.push.silent, recipients)}</Text>
        </FormDialog>
      )}
    </>
  );
}
