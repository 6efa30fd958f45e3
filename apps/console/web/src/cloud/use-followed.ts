import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ConsoleError } from '../api/console-error.ts';
import { sessionQuery } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { withLine, type LogLine } from './log-window.ts';

/** Lines of the past with which a followed log begins. */
const LAST = 100;

interface Narrowed {
  readonly app: string;
  readonly level: string;
  readonly part?: string;
}
export interface Followed {
  readonly lines: readonly LogLine[];
  readonly state: 'connecting' | 'open' | 'ended';
  readonly error?: ConsoleError;
  readonly again: () => void;
}
type State = Omit<Followed, 'again'>;
const BEGINNING: State = { lines: [], state: 'connecting' };

/** The log of an app as it is written. A connection that breaks is made anew, and begins with the last lines again. */
export function useFollowed(asked: Narrowed): Followed {
  const client = useQueryClient();
  const [round, setRound] = useState(0);
  const [followed, setFollowed] = useState(BEGINNING);
  const request = JSON.stringify({ ...asked, last: LAST });
  useEffect(() => {
    const source = new EventSource(`/follow/cloud/follow?request=${encodeURIComponent(request)}`);
    const end = (error?: ConsoleError) => {
      source.close();
      setFollowed(({ lines }) => ({ lines, state: 'ended', ...(error === undefined ? {} : { error }) }));
    };
    source.addEventListener('open', () => setFollowed({ lines: [], state: 'open' }));
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const { line } = JSON.parse(data) as { line: LogLine };
      setFollowed((before) => ({ ...before, lines: withLine(before.lines, line) }));
    });
    source.addEventListener('end', () => end());
    // The server tells an error by an event of this name; the browser has the same name for a connection that broke.
    source.addEventListener('error', (event) => {
      if (event instanceof MessageEvent) return end(toldError(event.data as string));
      if (source.readyState !== EventSource.CLOSED) return setFollowed((before) => ({ ...before, state: 'connecting' }));
      end(new ConsoleError(0, { error: t.logs.ended }));
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
    return () => source.close();
  }, [request, round, client]);
  return {
    ...followed,
    again: () => {
      setFollowed(BEGINNING);
      setRound(round + 1);
    },
  };
}

function toldError(data: string): ConsoleError {
  const { error, code, requestId } = JSON.parse(data) as { error: string; code?: number; requestId?: string };
  return new ConsoleError(503, { error, ...(code === undefined ? {} : { code }), ...(requestId === undefined ? {} : { requestId }) });
}
