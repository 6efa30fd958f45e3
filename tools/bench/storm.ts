import type { System } from './systems.ts';
import { logInOf } from './users.ts';

export interface Storm {
  /** Lets those under way come to their end. @throws Error when a log-in was refused */
  end(): Promise<void>;
}

/** Has so many clients log in at once, each again as soon as it was answered, until the storm is ended. */
export function startStorm({ url, headers, name }: System, clients: number): Storm {
  let ended = false;
  const client = async (first: number): Promise<void> => {
    for (let index = first; !ended; index++) {
      const { method, path, body } = logInOf(index);
      const answer = await fetch(url + path, { method, body, headers: { ...headers, 'content-type': 'application/json' } });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${name} answered a log-in of the storm by ${answer.status}: ${text.slice(0, 200)}`);
    }
  };
  const all = Promise.allSettled(Array.from({ length: clients }, (_, index) => client(index)));
  return {
    async end() {
      ended = true;
      const failed = (await all).find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
