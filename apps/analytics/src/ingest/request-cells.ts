import type { AnalyticsSettings } from '@parlance/app-settings';
import { analytics } from '@parlance/contracts';
import { PAIR_SEPARATOR, pairName, REQUEST_PAIRS } from '../query/dimensions.ts';
import { Span, type Cell } from './event-cells.ts';
import { ofPlatform, TOTAL } from './rollup-id.ts';
import type { Counted } from './rollups.ts';

/** Histograms by class; of all requests under ''. */
export const LATENCY = '#latency';
const NO_EVENT = '';

/** Device types of installations by their ids. */
export type TypesOf = (installations: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>;

/** The counters, those of installations whose device type is known in cells of that type. */
export async function withDeviceTypes(counted: analytics.CountedRequests, typesOf: TypesOf): Promise<analytics.CountedRequests> {
  const { installations = [] } = counted;
  if (installations.length === 0) return counted;
  const types = await typesOf(new Set(installations.map(([, installation]) => installation)));
  const cells = counted.cells.map(({ of, times }) => ({ of, times }));
  const typed: analytics.RequestCell[] = [];
  for (const [index, installation, times] of installations) {
    const [cell, type] = [cells[index], types.get(installation)];
    if (cell === undefined || type === undefined) continue;
    cell.times -= times;
    typed.push({ of: cell.of.with(DEVICE_TYPE, type), times });
  }
  return { ...counted, cells: [...cells.filter(({ times }) => times > 0), ...typed] };
}

const DEVICE_TYPE = analytics.REQUEST_DIMENSIONS.indexOf('deviceType');

/** The cells of an entry of request counters. */
export function requestsOf(number: number, counted: analytics.CountedRequests, kept: AnalyticsSettings): readonly Counted[] {
  const span = new Span(counted.app, 'r', counted.minute, kept, Date.now());
  if (!span.isKept) return [];
  const cells = counted.cells.map(({ of, times }) => ({ number, times, cells: { ...cellsOf(span, of), dimensions: [] } }));
  const [first, ...others] = cells;
  if (first === undefined) return [];
  const latencies = counted.latencies.flatMap(({ className, histogram }) =>
    span.allStrides(NO_EVENT, LATENCY, className).map((cell) => ({ cell, histogram })),
  );
  return [{ ...first, latencies }, ...others];
}

function cellsOf(span: Span, of: readonly string[]): { readonly name: Cell; readonly counted: readonly Cell[] } {
  const valueOf = (dimension: analytics.RequestDimension) => of[analytics.REQUEST_DIMENSIONS.indexOf(dimension)] ?? '';
  const single = analytics.REQUEST_DIMENSIONS.filter((dimension) => valueOf(dimension) !== '').flatMap((dimension) =>
    span.allStrides(NO_EVENT, ofPlatform(dimension), valueOf(dimension)),
  );
  const pairs = REQUEST_PAIRS.filter((pair) => pair.every((dimension) => valueOf(dimension) !== '')).flatMap((pair) =>
    span.allStrides(NO_EVENT, ofPlatform(pairName(pair)), pair.map(valueOf).join(PAIR_SEPARATOR)),
  );
  const [name, ...total] = span.allStrides(NO_EVENT, TOTAL, '');
  return { name: name!, counted: [...total, ...single, ...pairs] };
}
