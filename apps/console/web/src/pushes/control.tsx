import { useState } from 'react';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { Confirm } from '../parts/confirm.tsx';
import { tell } from '../parts/notices.tsx';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { stepsOf, type Step } from './steps.ts';
import { pushesKey } from './queries.ts';

interface Props {
  readonly app: string;
  /** Of a push, or of an experiment. */
  readonly id: string;
  readonly state: string;
  /** Whether something was handed over: then nothing is deleted any more. */
  readonly begun: boolean;
  readonly titles?: { readonly cancelTitle: string; readonly removeTitle: string };
}

/** Buttons of the steps that a push, or an experiment as a whole, can take now. */
export function Control({ app, id, state, begun, titles = t.push }: Props) {
  const [asking, setAsking] = useState<'cancel' | 'remove'>();
  const navigate = useNavigate();
  const client = useQueryClient();
  const mayWrite = useMay()('push:write');
  const act = useAction(async (step: Step) => {
    await call(`push/${step}`, { app, id });
    tell({ text: t.push.done[step] });
    if (step === 'remove') await navigate({ to: '/apps/$app/push', params: { app }, search: {} });
    await client.invalidateQueries({ queryKey: pushesKey(app) });
  });
  if (!mayWrite) return null;
  return (
    <>
      {stepsOf(state, begun).map((step) => (
        <Button
          key={step}
          variant="default"
          loading={act.isPending && act.variables === step}
          onClick={() => (step === 'cancel' || step === 'remove' ? setAsking(step) : act.mutate(step))}
        >
          {t.push.actions[step]}
        </Button>
      ))}
      {asking !== undefined && (
        <Confirm
          title={titles[`${asking}Title`]}
          text={t.push[`${asking}Text`]}
          action={t.push.actions[asking]}
          onConfirm={() => act.mutateAsync(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}
