import type { Message } from '../provider.ts';

/** A payload that fits all devices of one (provider, topic, locale, variant), with a gap for each device's own badge if it has one. */
export interface Rendered extends Pick<Message, 'provider' | 'topic' | 'pushType' | 'priority' | 'collapseId'> {
  readonly head: string;
  /** Undefined where nothing differs between devices: then `head` is the payload. */
  readonly tail: string | undefined;
}

/** The payload for one device. @param badge the device's own, after the increment; read only where there is a gap for it */
export function payloadOf({ head, tail }: Rendered, badge: number | undefined): string {
  return tail === undefined ? head : `${head}${badge ?? 0}${tail}`;
}

const UTF8 = new TextEncoder();

export function bytesOf(text: string): number {
  return UTF8.encode(text).length;
}
