import { isAtLeast } from '../../launcher/versions.ts';
import type { Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';

const VERSION_MIN = '6.0';

export const server: Examination = {
  subject: 'the MongoDB server',
  async *look({ database }: Looking): AsyncIterable<Finding> {
    const { version, set } = await database.server();
    const about = `MongoDB ${version}`;
    if (!isAtLeast(version, VERSION_MIN)) {
      yield { id: 'mongodb-version', level: 'act', about, text: `Parlance needs MongoDB ${VERSION_MIN} or newer.` };
    }
    if (set === undefined) {
      const text = 'The server is no member of a replica set, which transactions need: start it with --replSet, then run rs.initiate().';
      yield { id: 'no-replica-set', level: 'act', about, text };
    } else {
      const text = set === 'sharded' ? 'The database is sharded.' : `The server is a member of the replica set ${set}.`;
      yield { id: 'mongodb', level: 'note', about, text };
    }
  },
};
