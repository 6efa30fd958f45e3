import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { event } from '@parlance/contracts';
import { z } from 'zod';
import { natsOptions, natsUrl, randomPrefix } from './harness.ts';

const counted = event({ subject: 'events.probe.number-counted', payload: z.object({ number: z.number() }) });
const other = event({ subject: 'events.probe.other-counted', payload: z.object({ number: z.number() }) });

const open: Bus[] = [];
const prefix = randomPrefix();

async function join(): Promise<{ bus: Bus; heard: number[]; leave: () => void }> {
  const bus = await Bus.connect({ servers: natsUrl(), prefix, name: 'listener' });
  open.push(bus);
  const heard: number[] = [];
  const leave = bus.subscribe(counted, ({ number }) => heard.push(number));
  await bus.flush();
  return { bus, heard, leave };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
});

describe('an event', () => {
  it('reaches every process exactly once, the publishing one before publish returns', async () => {
    const [first, second, third] = await Promise.all([join(), join(), join()]);
    first.bus.publish(counted, { number: 1 });
    expect(first.heard).toEqual([1]);
    first.bus.publish(counted, { number: 2 });
    third.bus.publish(counted, { number: 3 });
    await expect.poll(() => second.heard.toSorted()).toEqual([1, 2, 3]);
    await expect.poll(() => first.heard).toEqual([1, 2, 3]);
    await first.bus.flush(); // our own messages would have come back by now
    expect(first.heard).toEqual([1, 2, 3]);
    expect(third.heard.toSorted()).toEqual([1, 2, 3]);
  });

  it('reaches each of several handlers of a process, until it leaves', async () => {
    const [speaker, listener] = await Promise.all([join(), join()]);
    const more: number[] = [];
    const leave = listener.bus.subscribe(counted, ({ number }) => more.push(number));
    speaker.bus.publish(counted, { number: 1 });
    await expect.poll(() => [listener.heard, more]).toEqual([[1], [1]]);
    listener.leave();
    speaker.bus.publish(counted, { number: 2 });
    await expect.poll(() => more).toEqual([1, 2]);
    expect(listener.heard).toEqual([1]);
    leave();
    listener.bus.subscribe(counted, ({ number }) => more.push(number));
    await listener.bus.flush();
    speaker.bus.publish(counted, { number: 3 });
    await expect.poll(() => more).toEqual([1, 2, 3]);
  });

  it('is heard by its subscribers only', async () => {
    const [speaker, listener] = await Promise.all([join(), join()]);
    speaker.bus.publish(other, { number: 1 });
    speaker.bus.publish(counted, { number: 2 });
    await expect.poll(() => listener.heard).toEqual([2]);
  });

  it('of a wrong shape is ignored and logged without its content', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const listener = await join();
    const stranger = await connect(natsOptions());
    for (const text of ['no JSON', '{"number":"secret"}', '']) stranger.publish(`${prefix}.${counted.subject}`, text);
    stranger.publish(`${prefix}.${counted.subject}`, '{"number":5}');
    await expect.poll(() => listener.heard).toEqual([5]);
    expect(warned).toHaveBeenCalledTimes(3);
    expect(JSON.stringify(warned.mock.calls)).not.toContain('secret');
    await stranger.close();
  });

  it('reaches the other handlers when one fails', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { bus } = await join();
    const heard: number[] = [];
    bus.subscribe(other, () => {
      throw new Error('broken handler');
    });
    bus.subscribe(other, ({ number }) => heard.push(number));
    bus.publish(other, { number: 1 });
    expect(heard).toEqual([1]);
    expect(logged).toHaveBeenCalledTimes(1);
  });
});
