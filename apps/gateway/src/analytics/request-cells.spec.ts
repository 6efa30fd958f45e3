import { analytics } from '@parlance/contracts';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import type { AnsweredRequest } from './answered-request.ts';
import { KnownClients } from './known-clients.ts';
import { RequestCells } from './request-cells.ts';

const GET = { path: '/classes/:className/:objectId', operation: 'data.get' };
const EVENTS = { path: '/events/:name', operation: 'gateway.take-event' };
const clients = new KnownClients();
const JS = clients.of('js8.6.2', '1.4');

const request = (more: Partial<AnsweredRequest> = {}): AnsweredRequest => ({ route: GET, className: 'City', method: 'GET', ...more });
const valuesOf = ({ of }: analytics.RequestCell) => Object.fromEntries(analytics.REQUEST_DIMENSIONS.map((name, at) => [name, of[at]]));

describe('the cells of requests', () => {
  it('ANA-08 count requests that are equal in everything together, and all others apart', () => {
    const cells = new RequestCells();
    const opened = [
      cells.count(request(), JS, 200, 1, true),
      cells.count(request({ className: ['Ci', 'ty'].join('') }), clients.of('js8.6.2', '1.4'), 200, 1, true),
      cells.count(request(), JS, 404, 1, true),
      cells.count(request({ code: 101 }), JS, 404, 1, true),
      cells.count(request({ className: 'Country' }), JS, 200, 1, true),
      cells.count(request(), clients.of('js8.6.2', '1.5'), 200, 1, true),
      cells.count(request({ route: EVENTS, className: undefined, method: 'POST' }), JS, 200, 1, true),
    ];
    expect(opened).toEqual([true, false, true, true, true, true, true]);
    const counted = cells.counted('app', 60_000).cells;
    expect(counted.map(({ times }) => times)).toEqual([2, 1, 1, 1, 1, 1]);
    expect(valuesOf(counted[0]!)).toEqual({
      className: 'City',
      verb: 'GET',
      operation: 'data.get',
      sdk: 'js',
      appVersion: '1.4',
      deviceType: 'web',
      status: '200',
      code: '',
    });
    expect(valuesOf(counted[2]!)).toMatchObject({ status: '404', code: '101' });
    expect(valuesOf(counted[5]!)).toMatchObject({ className: '(events)', verb: 'POST', operation: 'gateway.take-event' });
  });

  it('count together what there is no room for, and still everything that has a cell', () => {
    const cells = new RequestCells();
    cells.count(request(), JS, 200, 1, true);
    for (const className of ['A', 'B', 'City']) cells.count(request({ className }), JS, 200, 1, false);
    const counted = cells.counted('app', 0).cells;
    expect(counted.map((cell) => [valuesOf(cell).className, valuesOf(cell).appVersion, cell.times])).toEqual([
      ['City', '1.4', 2],
      ['(other)', '', 2],
    ]);
  });

  it('ANA-19 tell the installations of clients that do not say their device type, within a bound', () => {
    const cells = new RequestCells();
    const unknown = clients.of(undefined, undefined);
    cells.count(request({ installationId: 'known-by-sdk' }), JS, 200, 1, true);
    for (const installationId of ['one', 'two', 'one', 'x'.repeat(101), '', undefined])
      cells.count(request({ installationId }), unknown, 200, 1, true);
    for (let index = 0; index < 1_500; index++) cells.count(request({ installationId: `i${index}` }), unknown, 404, 1, true);
    const { installations = [], cells: counted } = cells.counted('app', 0);
    expect(installations.slice(0, 3)).toEqual([
      [1, 'one', 2],
      [1, 'two', 1],
      [2, 'i0', 1],
    ]);
    expect([installations.length, counted.map(({ times }) => times)]).toEqual([1_000, [1, 6, 1_500]]);
  });

  it('keep no word of a client as the verb of a request without a route', () => {
    const cells = new RequestCells();
    cells.count({ method: 'X'.repeat(1_000) }, JS, 404, 1, true);
    cells.count({ method: 'BREW' }, JS, 404, 1, true);
    expect(cells.counted('app', 0).cells).toEqual([expect.objectContaining({ times: 2 })]);
  });

  it('keep the times of a class, and of all requests as their sum', () => {
    const cells = new RequestCells();
    cells.count(request(), JS, 200, 3, true);
    cells.count(request({ className: 'Country' }), JS, 200, 40, true);
    cells.count(request({ className: 'Country' }), JS, 200, undefined, true);
    const { latencies } = cells.counted('app', 0);
    const told = latencies.map(({ className, histogram }) => {
      const { totalCount, maxValue } = decodeFromCompressedBase64(histogram, 32, false);
      return [className, totalCount, Math.round(maxValue / 100)];
    });
    expect(told).toEqual([
      ['', 2, 40],
      ['City', 1, 3],
      ['Country', 1, 40],
    ]);
  });
});

it('clients that are equal in SDK and app version are one', () => {
  expect(clients.of('js8.6.2', '1.4')).toBe(JS);
  expect(clients.of(undefined, undefined)).toEqual({ sdk: '', deviceType: '', appVersion: '' });
  expect(clients.of('a4.3.0', 'v'.repeat(200))).toEqual({ sdk: 'android', deviceType: 'android', appVersion: 'v'.repeat(50) });
});
