import type { Demo } from './demo.ts';

const FIRST = `
Parse.Cloud.define('leaderboard', async () => {
  const query = new Parse.Query('Find').ascending('minutes').limit(10);
  return (await query.find({ useMasterKey: true })).map((find) => find.get('minutes'));
});
`;
const SECOND = `${FIRST}
Parse.Cloud.define('hint', ({ params }) => {
  console.log('hint ' + params.clue + ' was asked for in ' + params.city);
  return 'Look under the third arch.';
});
Parse.Cloud.beforeSave('Find', ({ object }) => {
  if (object.get('minutes') < 1) throw new Parse.Error(142, 'Nobody finds it that fast.');
});
Parse.Cloud.afterSave('Find', () => console.log('a treasure was found'));
Parse.Cloud.job('closeOldHunts', () => 'closed 3 hunts');
`;

/** Two releases; calls of the one in force, and lines that it writes. */
export async function fillCode(demo: Demo): Promise<void> {
  const deploy = (code: string, note: string) => demo.master('POST', '/cloud/releases', { files: { 'main.js': code }, note });
  await deploy(FIRST, 'the leaderboard');
  await deploy(SECOND, 'hints, and checks of finds');
  for (const [clue, city] of [
    [4, 'Prague'],
    [1, 'Lisbon'],
    [7, 'Kyoto'],
    [2, 'Vienna'],
  ] as const)
    await demo.client('POST', '/functions/hint', { clue, city });
  for (let calls = 0; calls < 6; calls++) await demo.client('POST', '/functions/leaderboard', {});
  await demo.master('POST', '/classes/Find', { minutes: 31, hints: 1 });
  await demo.parlance.masterRest('POST', '/classes/Find', { minutes: 0, hints: 0 });
}
