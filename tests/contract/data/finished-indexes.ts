interface Aggregating {
  aggregate(pipeline: object[]): { toArray(): Promise<unknown[]> };
}

/** The number of indexes that are made. MongoDB cannot say while one of them comes into being: nothing counts as finished then. */
export async function finishedIndexes(objects: Aggregating): Promise<number> {
  try {
    return (await objects.aggregate([{ $indexStats: {} }, { $match: { building: null } }]).toArray()).length;
  } catch (error) {
    if (error instanceof Error && error.message.includes('IndexCatalog')) return 0;
    throw error;
  }
}
