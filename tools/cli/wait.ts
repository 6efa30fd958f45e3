import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_OPERATIONS, type AnyAdminOperation } from '@parlance/admin-operations';
import { InterruptedError } from './exit-codes.ts';
import type { CallOptions, AdminTransport } from './transport.ts';

const PAUSE_MS = 300;
const PAUSE_MS_MAX = 3_000;
const WIDTH = 30;
const ENDS: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled', 'canceled']);

/** The state of long work, as `get` of its area answers it. */
export interface WorkState {
  readonly state: string;
  readonly done?: number;
  readonly total?: number | null;
  readonly error?: unknown;
}

/** The operation that tells how far work is which another one of its area has begun. */
export function watcherOf({ area }: AnyAdminOperation, answer: unknown): AnyAdminOperation | undefined {
  return idOf(answer) === undefined
    ? undefined
    : ADMIN_OPERATIONS.find(
        (operation) => operation.area === area && operation.name === 'get' && Object.hasOwn(operation.request.shape, 'id'),
      );
}

/** Asks for the state until the work ends. @returns the last answer */
export async function waitFor(
  transport: AdminTransport,
  watcher: AnyAdminOperation,
  request: Readonly<Record<string, unknown>>,
  answer: unknown,
  options: CallOptions,
  progress: (text: string) => void,
): Promise<{ readonly answer: unknown; readonly state: WorkState }> {
  const members = Object.keys(watcher.request.shape).filter((name) => name !== 'id');
  const asked = {
    ...Object.fromEntries(members.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]]))),
    id: idOf(answer),
  };
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, PAUSE_MS_MAX)) {
    const shown = await transport.call(watcher, asked, options);
    const state = stateIn(shown);
    if (state === undefined) throw new Error('The state of the work cannot be read.');
    progress(bar(state));
    if (ENDS.has(state.state)) {
      progress('');
      return { answer: shown, state };
    }
    await sleep(pauseMs, undefined, { signal: options.signal }).catch(() => {
      throw new InterruptedError('Interrupted; the work goes on.');
    });
  }
}

/** `[#####.....] 50% 500 of 1,000, running`. */
export function bar({ state, done, total }: WorkState): string {
  if (done === undefined) return state;
  if (total === undefined || total === null || total === 0) return `${done.toLocaleString('en')}, ${state}`;
  const part = Math.min(1, done / total);
  const full = Math.round(part * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(part * 100)}% ${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${state}`;
}

function idOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string' ? answer.id : undefined;
}

/** The state itself, or in the one member that holds it. */
function stateIn(answer: unknown): WorkState | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('state' in answer && typeof answer.state === 'string') return answer as WorkState;
  return Object.values(answer)
    .map(stateIn)
    .find((state) => state !== undefined);
}
