import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { t } from '../texts/index.ts';
import type { Composing } from './composing.ts';
import type { JsonObject } from './json-object.ts';
import type { Problem } from './problems.ts';
import { requestOf, whensOf } from './request.ts';
import { Send } from './send.tsx';
import type { Step } from './steps.ts';
import { timesInWords } from './wording.ts';

const words = t.compose.review;

interface Props extends Composing {
  readonly onGo: (step: Step) => void;
  readonly onSent: (id: string) => void;
}

/** Says once more who gets the push and when, has the server check it, and sends it. */
export function ReviewStep({ onGo, onSent, ...composing }: Props) {
  const { app, draft, estimate, estimateError, problems } = composing;
  const request = problems.length === 0 ? requestOf(draft) : undefined;
  const check = useCheck(app, request);
  if (problems.length > 0) return <Problems problems={problems} onGo={onGo} />;
  if (estimateError !== null) return <Failure error={estimateError} />;
  if (request === undefined || estimate === undefined) return <Loading />;
  const isScheduled = whensOf(draft).some(({ kind }) => kind !== 'now');
  return (
    <Stack>
      <Text size="lg">{words.line(t.compose.about(estimate.estimate, estimate.exact), timesInWords(draft))}</Text>
      {check.isPending && <Loading />}
      {check.error !== null && <Failure title={words.refused} error={check.error} onRetry={() => void check.refetch()} />}
      {check.data !== undefined && check.data.warnings.length > 0 && <Warnings warnings={check.data.warnings} />}
      {check.data !== undefined && (
        <Send app={app} request={request} devices={estimate.estimate} isScheduled={isScheduled} onSent={onSent} />
      )}
    </Stack>
  );
}

function useCheck(app: string, request: JsonObject | undefined) {
  return useQuery({
    queryKey: ['push-check', app, request],
    enabled: request !== undefined,
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => call('push/check', { app, request: { ...request } }, signal),
  });
}

function Problems({ problems, onGo }: { problems: readonly Problem[]; onGo: (step: Step) => void }) {
  return (
    <Alert color="red" title={words.problems}>
      <List>
        {problems.map(({ step, field, text }) => (
          <List.Item key={`${step} ${field}`}>
            <Anchor component="button" type="button" c="inherit" underline="always" onClick={() => onGo(step)}>
              {t.compose.steps[step]}
            </Anchor>
            {`: ${text}`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Warnings({ warnings }: { warnings: readonly { code: string; message: string }[] }) {
  return (
    <Alert color="yellow" title={t.compose.test.warnings}>
      {warnings.map(({ code, message }) => (
        <Text key={code} size="sm">
          {message}
        </Text>
      ))}
    </Alert>
  );
}
