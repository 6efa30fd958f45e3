import type Parse from 'parse/node';
import type { ParseSdk } from './sdk.ts';
import { allCities, countryName, type City } from './cities.ts';
import { ProgressBar } from './progress-bar.ts';

const BATCH = 100; // the largest batch an app accepts by default
const WRITERS = 4;
const PAGE = 10_000;

/** Loads the cities that are not there yet, so that an interrupted run goes on where it stopped and a second run loads nothing. */
export async function loadCities(sdk: ParseSdk): Promise<void> {
  const countries = await loadCountries(sdk);
  const known = await loadedCityIds(sdk);
  const missing = allCities().filter((city) => !known.has(city.cityId));
  if (missing.length === 0) return console.log(`  ${known.size.toLocaleString('en')} cities are already there.`);
  const bar = new ProgressBar('cities', missing.length);
  const batches = chunks(missing, BATCH).values(); // shared by the writers: each takes the next one
  const write = async (): Promise<void> => {
    for (const batch of batches) {
      await sdk.Object.saveAll(
        batch.map((city) => cityObject(sdk, city, countries)),
        { batchSize: BATCH },
      );
      bar.advance(batch.length);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

async function loadCountries(sdk: ParseSdk): Promise<Map<string, Parse.Object>> {
  const stored = await new sdk.Query('Country').limit(1_000).find();
  const countries = new Map<string, Parse.Object>();
  for (const country of stored) countries.set(String(country.get('code')), country);
  const missing = [...new Set(allCities().map((city) => city.country))].filter((code) => !countries.has(code));
  const created = missing.map((code) => new sdk.Object('Country', { code, name: countryName(code) }));
  await sdk.Object.saveAll(created, { batchSize: BATCH });
  for (const country of created) countries.set(String(country.get('code')), country);
  console.log(`  ${countries.size} countries.`);
  return countries;
}

async function loadedCityIds(sdk: ParseSdk): Promise<Set<number>> {
  const found = new Set<number>();
  for (let last: string | undefined; ;) {
    const query = new sdk.Query('City').select('cityId').ascending('objectId').limit(PAGE);
    if (last) query.greaterThan('objectId', last);
    const page = await query.find();
    for (const city of page) found.add(city.get('cityId') as number);
    if (page.length < PAGE) return found;
    last = page.at(-1)?.id;
  }
}

function cityObject(sdk: ParseSdk, city: City, countries: ReadonlyMap<string, Parse.Object>): Parse.Object {
  const [longitude, latitude] = city.loc.coordinates;
  return new sdk.Object('City', {
    cityId: city.cityId,
    name: city.name,
    population: city.population,
    region: city.adminCode,
    location: new sdk.GeoPoint(latitude, longitude),
    country: countries.get(city.country),
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
