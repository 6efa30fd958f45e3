import type { mongo } from 'mongoose';

/** A class whose objects nobody reads without one role: the outermost of those the benchmark's user has (users.ts). */
export const SECRETS = 4_000;
export const VAULTS = 100; // 40 secrets each
export const READERS = 'Bench Readers';

export const secretIdAt = (index: number): string => `sec${String(index % SECRETS).padStart(7, '0')}`;

const SCHEMA = {
  _id: 'Secret',
  objectId: 'string',
  createdAt: 'date',
  updatedAt: 'date',
  text: 'string',
  vault: 'number',
  tags: 'array',
};

type Stored = Record<string, unknown> & { readonly _id: string };

function storedSecret(index: number): Stored {
  const when = new Date(Date.UTC(2025, 6, 1) + index * 1000);
  return {
    _id: secretIdAt(index),
    text: `Secret number ${index}: the spare key is under one of the pots.`,
    vault: index % VAULTS,
    tags: ['garden', `pot-${index % 10}`],
    _rperm: [`role:${READERS}`],
    _wperm: [],
    _acl: { [`role:${READERS}`]: { r: true } },
    _created_at: when,
    _updated_at: when,
  };
}

/** Adds the class to a database that has objects. */
export async function seedSecrets(database: mongo.Db): Promise<void> {
  await database.collection<{ _id: string }>('_SCHEMA').insertOne(SCHEMA);
  const secrets = database.collection<Stored>('Secret');
  await secrets.insertMany(Array.from({ length: SECRETS }, (_, index) => storedSecret(index)));
  await secrets.createIndex({ vault: 1 });
}
