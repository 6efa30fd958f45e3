import type Parse from 'parse/node';
import { ask } from './ask.ts';
import type { ParseSdk } from './sdk.ts';

const CLIENTS = 50;

/** Asks the loaded cities the questions of an app, and prints each answer with the time it took. */
export async function askQuestions(sdk: ParseSdk): Promise<void> {
  await ask('The five largest cities of Italy, each with its country included', () => largestCities(sdk, 'IT'));
  await ask('Cities above a million, page by page with the total count', () => pagesWithCount(sdk));
  await ask(`One counter, incremented by ${CLIENTS} clients at once`, () => concurrentIncrements(sdk));
  await ask('A note that only the master key may read, asked for by a stranger', () => hiddenObject(sdk));
}

async function largestCities(sdk: ParseSdk, code: string): Promise<string[]> {
  const country = await new sdk.Query('Country').equalTo('code', code).first();
  if (!country) throw new Error(`There is no country ${code}: was the data set loaded?`);
  const cities = await new sdk.Query('City').equalTo('country', country).descending('population').limit(5).include('country').find();
  return cities.map((city) => `${text(city, 'name')}, ${text(city.get('country') as Parse.Object, 'name')}: ${number(city, 'population')}`);
}

async function pagesWithCount(sdk: ParseSdk): Promise<string[]> {
  const lines: string[] = [];
  for (let skip = 0; skip < 30; skip += 10) {
    const query = new sdk.Query('City').greaterThan('population', 1_000_000).descending('population').skip(skip).limit(10).withCount();
    const page = (await query.find()) as unknown as { results: Parse.Object[]; count: number };
    lines.push(`${skip + 1}-${skip + page.results.length} of ${page.count}: ${page.results.map((city) => text(city, 'name')).join(', ')}`);
  }
  return lines;
}

async function concurrentIncrements(sdk: ParseSdk): Promise<string[]> {
  const counter = await new sdk.Object('Counter', { hits: 0 }).save();
  const clients = Array.from({ length: CLIENTS }, () => {
    const client = new sdk.Object('Counter');
    client.id = counter.id;
    return client;
  });
  await Promise.all(clients.map((client) => client.increment('hits').save()));
  const after = await counter.fetch();
  if (after.get('hits') !== CLIENTS) throw new Error(`The counter should read ${CLIENTS}, it reads ${String(after.get('hits'))}.`);
  return [`started at 0, reads ${number(after, 'hits')}`];
}

async function hiddenObject(sdk: ParseSdk): Promise<string[]> {
  const note = new sdk.Object('Note', { text: 'for the master key alone' });
  note.setACL(new sdk.ACL({}));
  await note.save();
  const asMaster = await new sdk.Query('Note').get(note.id ?? '', { useMasterKey: true });
  const refusal = await new sdk.Query('Note').get(note.id ?? '').then(
    () => undefined,
    (error: Parse.Error) => error,
  );
  if (refusal?.code !== sdk.Error.OBJECT_NOT_FOUND) throw new Error('A stranger could read the hidden note.');
  return [`with the master key: "${text(asMaster, 'text')}"`, `as a stranger: error ${refusal.code}, ${refusal.message}`];
}

const text = (object: Parse.Object, key: string): string => String(object.get(key));
const number = (object: Parse.Object, key: string): string => Number(object.get(key)).toLocaleString('en');
