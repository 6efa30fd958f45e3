/**
 * `npm run timing`: whether the time of an answer tells which users have an account, which address is known, or which object is there.
 * Every kind of request is asked in turn with the one that means nothing; their medians must differ by less than 5 %. Ends with 1 when
 * one does not.
 *
 *     npm run timing -- --amount 1000 --only log-in
 */
import { parseArgs } from 'node:util';
import { withServers } from '../bench/servers.ts';
import { startFused } from '../bench/systems.ts';
import { startMailSink } from './mail-sink.ts';
import { measure } from './measure.ts';
import { prepare, questionsAbout } from './questions.ts';
import { compare, isUnderBound, tableOf, type Comparison } from './report.ts';

const { values: options } = parseArgs({ options: { amount: { type: 'string', default: '1000' }, only: { type: 'string' } } });
const amount = Number(options.amount);
const wanted = options.only?.split(',');
const known = questionsAbout('').map(({ name }) => name);
if (!Number.isInteger(amount) || amount < 10) throw new Error('--amount needs a whole number of 10 or more.');
if (wanted?.some((name) => !known.includes(name)) === true) throw new Error(`--only knows: ${known.join(', ')}.`);

await withServers(async (servers) => {
  const sink = await startMailSink();
  // Failures are counted as by default, but nobody is locked out: then the answer would be another.
  const settings = {
    accountLockout: { threshold: 999 },
    logInThrottle: null,
    verifyUserEmails: true,
    mail: { smtpUrl: sink.url, from: 'timing@example.com' },
  };
  const system = await startFused(servers, settings);
  try {
    const comparisons: Comparison[] = [];
    const questions = questionsAbout(await prepare(system)).filter(({ name }) => wanted === undefined || wanted.includes(name));
    for (const question of questions) {
      console.log(`${question.name}: ${Object.keys(question.kinds).join(', ')}, ${amount} times each`);
      comparisons.push(...compare(question.name, await measure(system, question, amount)));
    }
    console.log(`\n${tableOf(comparisons)}\n`);
    process.exitCode = comparisons.every(isUnderBound) ? 0 : 1;
  } finally {
    await system.stop();
    await sink.close();
  }
});
