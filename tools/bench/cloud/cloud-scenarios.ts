import { join } from 'node:path';
import type { mongo } from 'mongoose';
import type { Scenario } from '../scenario.ts';

/** The code that both sides load. */
export const CLOUD_CODE = join(import.meta.dirname, 'app/main.js');

/** An object of the class with a trigger, stored before anything is measured. */
const CHECKED = 2_000;
const checkedIdAt = (index: number): string => `C${String(index % CHECKED).padStart(9, '0')}`;
const titleAt = (index: number): string => `A title of some length, the ${index}th`;

/** Stores the objects of the class with a trigger as Parse Server does. */
export async function seedChecked(database: mongo.Db): Promise<void> {
  const now = new Date();
  const schema = { objectId: 'string', createdAt: 'date', updatedAt: 'date', title: 'string', letters: 'number', body: 'string' };
  await database.collection<{ _id: string }>('_SCHEMA').replaceOne({ _id: 'Checked' }, { _id: 'Checked', ...schema }, { upsert: true });
  const documents = Array.from({ length: CHECKED }, (_, index) => ({
    _id: checkedIdAt(index),
    title: titleAt(index),
    letters: titleAt(index).length,
    _created_at: now,
    _updated_at: now,
  }));
  const collection = database.collection<(typeof documents)[number]>('Checked');
  await collection.deleteMany({});
  await collection.insertMany(documents);
}

const ECHO_GOAL = { split: 0.65, fused: 0.45 };
const TRIGGER_GOAL = { split: 0.8, fused: 0.8 };

const PARAMETERS = { city: 'Cuneo', population: 55_980, tags: ['old', 'high'], place: { latitude: 44.39, longitude: 7.55 } };
/** About 40 KB. */
const LARGE = {
  rows: Array.from({ length: 400 }, (_, row) => ({
    row,
    name: `The name of row ${row}`,
    values: [row, row + 1, row + 2],
    text: 'x'.repeat(30),
  })),
};

const call = (name: string, parameters: object) => {
  const body = JSON.stringify(parameters);
  return () => ({ method: 'POST', path: `/parse/functions/${name}`, body }) as const;
};

export const CLOUD_SCENARIOS: readonly Scenario[] = [
  {
    name: 'function echo',
    goal: ECHO_GOAL,
    amount: 4_000,
    status: 200,
    next: call('echo', PARAMETERS),
    check: ({ result }) =>
      (result as typeof PARAMETERS | undefined)?.population === PARAMETERS.population ? undefined : 'expected the parameters',
  },
  {
    name: 'function echo, 40 KB',
    goal: ECHO_GOAL,
    amount: 1_000,
    status: 200,
    next: call('echo', LARGE),
    check: ({ result }) => ((result as typeof LARGE | undefined)?.rows.length === LARGE.rows.length ? undefined : 'expected all rows'),
  },
  {
    name: 'function with a validator',
    goal: ECHO_GOAL,
    amount: 4_000,
    status: 200,
    next: call('validated', PARAMETERS),
    check: ({ result }) => (result === PARAMETERS.city ? undefined : 'expected the city'),
  },
  {
    name: 'create with beforeSave',
    goal: TRIGGER_GOAL,
    amount: 2_000,
    status: 201,
    next: (index) => ({ method: 'POST', path: '/parse/classes/Checked', body: JSON.stringify({ title: titleAt(index), body: 'words' }) }),
    check: ({ objectId, letters }) =>
      typeof objectId === 'string' && typeof letters === 'number' ? undefined : 'expected an id and the letters',
  },
  {
    name: 'update with beforeSave',
    goal: TRIGGER_GOAL,
    amount: 2_000,
    status: 200,
    next: (index) => ({
      method: 'PUT',
      path: `/parse/classes/Checked/${checkedIdAt(index * 7)}`,
      body: JSON.stringify({ title: `${titleAt(index)}, again` }),
    }),
    check: ({ updatedAt, letters }) =>
      typeof updatedAt === 'string' && typeof letters === 'number' ? undefined : 'expected a date and the letters',
  },
];
