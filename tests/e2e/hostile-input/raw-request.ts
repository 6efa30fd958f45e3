import type { Parlance } from '@parlance/testing';
import { sendTo, type RawAnswer, type RawRequest } from '../../../tools/fuzz/send.ts';

export type { RawAnswer, RawRequest };

/** Sends it to the first gateway, as the first app. */
export function send(parlance: Parlance, request: RawRequest): Promise<RawAnswer> {
  const { id, keys } = parlance.app();
  const rest = { 'X-Parse-Application-Id': id, 'X-Parse-REST-API-Key': keys.rest };
  const master = { 'X-Parse-Application-Id': id, 'X-Parse-Master-Key': keys.master };
  return sendTo({ url: parlance.url, headers: { rest, master, user: rest } }, request);
}
