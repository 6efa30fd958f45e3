import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GRACE_MS } from './grace.ts';
import { WRITER_LEASE_MS, type WriterStore } from './writer.store.ts';
import { Writers, type WriterBus } from './writers.ts';

/** Processes of one app in one place: their registrations, and a bus that can lose messages. */
class Deployment implements WriterStore {
  readonly registered = new Set<string>();
  readonly processes: Writers[] = [];
  registrations = 0;
  deaf: string | undefined;
  readonly #hearing = new Set<(id: string, worker: string) => void>();

  start(worker: string, forgetAll: () => void = () => undefined): Writers {
    const bus: WriterBus = {
      ask: (_className, id) => this.processes.forEach((one) => one.worker !== this.deaf && void one.confirm(id)),
      confirm: (id, from) => this.#hearing.forEach((heard) => heard(id, from)),
      onConfirmed: (heard) => {
        this.#hearing.add(heard);
        return () => this.#hearing.delete(heard);
      },
    };
    const process = new Writers(this, bus, forgetAll, worker);
    this.processes.push(process);
    return process;
  }

  get hearing(): number {
    return this.#hearing.size;
  }

  register(worker: string): Promise<void> {
    this.registrations++;
    this.registered.add(worker);
    return Promise.resolve();
  }

  leave(worker: string): Promise<void> {
    this.registered.delete(worker);
    return Promise.resolve();
  }

  others(worker: string): Promise<readonly string[]> {
    return Promise.resolve([...this.registered].filter((one) => one !== worker));
  }
}

/** Work that ends when it is told to. */
function held(): { readonly work: () => Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { work: () => done, end: () => end() };
}

async function isSettled(settling: Promise<void>): Promise<boolean> {
  let settled = false;
  void settling.then(() => (settled = true));
  await vi.advanceTimersByTimeAsync(1);
  return settled;
}

describe('Writers', () => {
  let deployment: Deployment;
  beforeEach(() => {
    vi.useFakeTimers();
    deployment = new Deployment();
  });
  afterEach(() => void vi.useRealTimers());

  it('SCH-42 waits for nobody where one process serves everything', async () => {
    const only = deployment.start('a');
    await only.run(() => Promise.resolve());
    expect(await isSettled(only.settled('Game'))).toBe(true);
    expect(deployment.hearing).toBe(0);
  });

  it('SCH-42 waits for the running writes of every process, and no longer', async () => {
    const [a, b] = [deployment.start('a'), deployment.start('b')];
    const [own, other, later] = [held(), held(), held()];
    const running = [a.run(own.work), b.run(other.work)];
    await vi.advanceTimersByTimeAsync(0);
    const settling = a.settled('Game');
    expect(await isSettled(settling)).toBe(false);
    own.end();
    expect(await isSettled(settling)).toBe(false);
    void b.run(later.work); // begun after the change was heard of: it reads the class as it is now
    other.end();
    expect(await isSettled(settling)).toBe(true);
    later.end();
    await Promise.all(running);
  });

  it('SCH-42 waits by the clock for a process that does not confirm, or when nobody knows who is there', async () => {
    const [a, b] = [deployment.start('a'), deployment.start('b')];
    await b.run(() => Promise.resolve());
    deployment.deaf = 'b';
    const settling = a.settled('Game');
    await vi.advanceTimersByTimeAsync(GRACE_MS - 10);
    expect(await isSettled(settling)).toBe(false);
    await vi.advanceTimersByTimeAsync(20);
    expect(await isSettled(settling)).toBe(true);
    await b.leave();
    expect(await isSettled(a.settled('Game'))).toBe(true);
    vi.spyOn(deployment, 'others').mockRejectedValue(new Error('away'));
    expect(await isSettled(a.settled('Game'))).toBe(false);
  });

  it('registers before the first write, and forgets all classes then; renews beside the writes', async () => {
    const forgets = vi.fn();
    const a = deployment.start('a', forgets);
    const order: string[] = [];
    forgets.mockImplementation(() => order.push('forget'));
    const write = () => a.run(() => Promise.resolve(void order.push('write')));
    await Promise.all([write(), write()]);
    expect(order).toEqual(['forget', 'write', 'write']);
    expect(deployment.registrations).toBe(1);
    await vi.advanceTimersByTimeAsync(WRITER_LEASE_MS / 3);
    await write();
    expect([deployment.registrations, forgets.mock.calls.length]).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(WRITER_LEASE_MS);
    await write();
    expect(order.slice(-2)).toEqual(['forget', 'write']);
  });

  it('makes no write when the registration fails', async () => {
    const a = deployment.start('a');
    vi.spyOn(deployment, 'register').mockRejectedValueOnce(new Error('away'));
    const write = vi.fn(() => Promise.resolve());
    await expect(a.run(write)).rejects.toThrow('away');
    expect(write).not.toHaveBeenCalled();
    await a.run(write);
    expect(write).toHaveBeenCalledTimes(1);
  });
});
