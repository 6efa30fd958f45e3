import { setTimeout as pause } from 'node:timers/promises';
import type Parse from 'parse/node';
import { ask } from './ask.ts';
import { describePlan, planOf, type Plan } from './plan.ts';
import type { ParseSdk } from './sdk.ts';

const SHOWN = 5;
const TRY_AGAIN_MS = 250;
const TRIES_MAX = 120;
const MONT_BLANC = [45.8326, 6.8652] as const;
const GENEVA = [46.2044, 6.1432] as const;
const ICELAND = { southwest: [63.2, -24.7], northeast: [66.7, -13.3] } as const;
/** Latitude and longitude of a dozen points along the border, clockwise from Basel: a neighbour's town near it may lie inside. */
const SWITZERLAND = [
  [47.6, 7.6],
  [47.8, 8.6],
  [47.55, 9.5],
  [47.0, 9.6],
  [46.9, 10.45],
  [46.25, 10.1],
  [45.85, 9.0],
  [46.25, 8.4],
  [45.9, 7.1],
  [46.15, 6.0],
  [46.6, 6.15],
  [47.35, 7.0],
] as const;

/** Asks where cities are, and prints each answer with the time it took and the plan that the database used for it. */
export async function askGeoQuestions(sdk: ParseSdk): Promise<void> {
  const point = ([latitude, longitude]: readonly [number, number]) => new sdk.GeoPoint(latitude, longitude);
  const cities = () => new sdk.Query('City').include('country').limit(SHOWN);
  const swiss = new sdk.Query('Country').equalTo('code', 'CH');

  const byMontBlanc = cities().near('location', point(MONT_BLANC));
  await askWhere('The five cities nearest to the top of Mont Blanc', byMontBlanc, (city) => distanced(city, point(MONT_BLANC)));

  const icelandic = cities().withinGeoBox('location', point(ICELAND.southwest), point(ICELAND.northeast)).descending('population');
  await askWhere('The five largest cities in a box around Iceland', icelandic, peopled);

  const outline = SWITZERLAND.map(point) as unknown as number[][]; // The SDK takes points too, its typings do not say so.
  const outlined = cities().withinPolygon('location', outline).descending('population');
  await askWhere('The five largest cities within a rough outline of Switzerland', outlined, peopled);

  const across = cities().withinKilometers('location', point(GENEVA), 100).doesNotMatchQuery('country', swiss);
  await askWhere('Within 100 km of Geneva, nearest first, but not in Switzerland', across, (city) => distanced(city, point(GENEVA)));
}

async function askWhere(question: string, query: Parse.Query, line: (city: Parse.Object) => string): Promise<void> {
  const plan = describePlan(await indexedPlan(query));
  await ask(question, async () => {
    const found = await query.find();
    if (found.length !== SHOWN) throw new Error(`Expected ${SHOWN} cities, and got ${found.length}: was the data set loaded?`);
    return found.map(line);
  });
  console.log(`  (${plan})`);
}

/** The first query of its kind has Parlance make the index for the others, beside the answer; without it a box reads the whole class. */
async function indexedPlan(query: Parse.Query): Promise<Plan> {
  await query.find();
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const plan = await planOf(query);
    if (plan.indexes.length > 0) return plan;
    await pause(TRY_AGAIN_MS);
  }
  throw new Error('The index for places was not made within half a minute.');
}

function distanced(city: Parse.Object, from: Parse.GeoPoint): string {
  return `${named(city)}: ${(city.get('location') as Parse.GeoPoint).kilometersTo(from).toFixed(1)} km`;
}

const peopled = (city: Parse.Object): string => `${named(city)}: ${Number(city.get('population')).toLocaleString('en')}`;
const named = (city: Parse.Object): string => `${String(city.get('name'))}, ${String((city.get('country') as Parse.Object).get('name'))}`;
