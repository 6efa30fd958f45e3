import { useState } from 'react';
import { Badge, Button, Code, Group, NativeSelect, Paper, Stack, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { t } from '../texts/index.ts';
import { describeWhen } from './conditions.ts';
import { ExperimentReport } from './experiment-report.tsx';
import { refresh } from './parameters.ts';

export type Experiment = ReplyOf<'parameters/experiments'>['experiments'][number];
const words = t.config.experiments;
const COLOURS: Readonly<Record<Experiment['state'], string>> = { draft: 'gray', running: 'green', stopped: 'yellow', decided: 'indigo' };

/** One experiment, and the moves that its state allows. */
export function ExperimentCard({ app, experiment, mayWrite }: { app: string; experiment: Experiment; mayWrite: boolean }) {
  const { objectId, name, state, choice, measure, sizePercent, runDays, when } = experiment;
  const [isReporting, setReporting] = useState(false);
  return (
    <Paper withBorder p="sm" data-experiment={objectId}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Badge variant="light" tt="none" color={COLOURS[state]}>
              {words.states[state]}
            </Badge>
            {choice !== undefined && <Text size="sm">{words.choice(choice)}</Text>}
          </Group>
          <Group gap="xs">
            {state !== 'draft' && !isReporting && (
              <Button size="compact-sm" variant="default" onClick={() => setReporting(true)}>
                {words.report}
              </Button>
            )}
            {mayWrite && <Moves app={app} experiment={experiment} />}
          </Group>
        </Group>
        <Text size="sm">{words.facts(measure.event, measure.days, sizePercent, runDays)}</Text>
        {when !== undefined && <Text size="sm">{describeWhen(when)}</Text>}
        <Variants experiment={experiment} />
        {isReporting && <ExperimentReport app={app} experimentId={objectId} />}
      </Stack>
    </Paper>
  );
}

function Variants({ experiment: { variants, name } }: { experiment: Experiment }) {
  return (
    <Table aria-label={name}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.variantName}</Table.Th>
          <Table.Th>{words.values}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {variants.map((variant) => (
          <Table.Tr key={variant.key}>
            <Table.Td>{variant.name === undefined ? variant.key : `${variant.key}: ${variant.name}`}</Table.Td>
            <Table.Td>
              <Code className="mono">{JSON.stringify(variant.values)}</Code>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

type Asked = 'stop' | 'rollOut' | 'remove';

function Moves({ app, experiment }: { app: string; experiment: Experiment }) {
  const { objectId: experimentId, name, state } = experiment;
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const moved = async (text: string, move: () => Promise<unknown>) => {
    await move();
    tell({ text });
    await refresh(client, app);
  };
  const start = useAction(() => moved(words.started, () => call('parameters/start-experiment', { app, experimentId })));
  return (
    <>
      {state === 'draft' && (
        <>
          <Button size="compact-sm" loading={start.isPending} onClick={() => start.mutate(undefined)}>
            {words.start}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsked('remove')}>
            {words.remove}
          </Button>
        </>
      )}
      {state === 'running' && (
        <Button size="compact-sm" variant="default" onClick={() => setAsked('stop')}>
          {words.stop}
        </Button>
      )}
      {(state === 'running' || state === 'stopped') && (
        <Button size="compact-sm" variant="default" onClick={() => setAsked('rollOut')}>
          {words.rollOut}
        </Button>
      )}
      {asked === 'stop' && (
        <Confirm
          title={words.stopTitle(name)}
          text={words.stopText}
          action={words.stop}
          onConfirm={() => moved(words.stopped, () => call('parameters/stop-experiment', { app, experimentId }))}
          onClose={close}
        />
      )}
      {asked === 'remove' && (
        <Confirm
          title={words.removeTitle(name)}
          text={words.removeText}
          action={words.remove}
          onConfirm={() => moved(words.removed, () => call('parameters/delete-experiment', { app, experimentId }))}
          onClose={close}
        />
      )}
      {asked === 'rollOut' && (
        <RollOut
          experiment={experiment}
          onRollOut={(choice) => moved(words.rolledOut, () => call('parameters/roll-out-experiment', { app, experimentId, choice }))}
          onClose={close}
        />
      )}
    </>
  );
}

interface RollOutProps {
  readonly experiment: Experiment;
  readonly onRollOut: (choice: string) => Promise<void>;
  readonly onClose: () => void;
}

function RollOut({ experiment: { name, variants, choice: begun }, onRollOut, onClose }: RollOutProps) {
  const [choice, setChoice] = useState(begun ?? variants[0]?.key ?? '');
  return (
    <FormDialog title={words.rollOutTitle(name)} action={words.rollOut} onSubmit={() => onRollOut(choice)} onClose={onClose}>
      <Text>{words.rollOutText}</Text>
      <NativeSelect
        label={words.variantName}
        data={variants.map(({ key, values }) => ({ value: key, label: `${key}: ${JSON.stringify(values).slice(0, 80)}` }))}
        value={choice}
        onChange={(event) => setChoice(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
