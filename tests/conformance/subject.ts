/** How two servers are set up before a subject is played on them: the same on both. Those of `cloud` have the code of `cloud/main.js`. */
export type Profile = 'open' | 'strict' | 'cloud';

/** Whose keys a request shows in its header fields; `nobody` shows the app's id alone, `stranger` shows nothing at all. */
export type Caller = 'client' | 'master' | 'readOnlyMaster' | 'maintenance' | 'nobody' | 'stranger';

/**
 * One request, sent to both servers in the same words. `{{name}}` anywhere in it stands for the objectId that was saved under this
 * name, and is each server's own.
 */
export interface Step {
  /** The request in words. Together with the subject's title it is the step's id in `differences.ts`. */
  readonly title: string;
  readonly method: string;
  /** Below the mount, without parameters. */
  readonly path: string;
  /** Parameters of the address. Texts are sent as they are, everything else as JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  /** In the place of `body`: the bytes, in base64, without a content type unless `headers` names one. */
  readonly bytes?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Header fields of the answer that are compared too, in small letters. */
  readonly shows?: readonly string[];
  /** `client`, with its REST key, when absent. */
  readonly as?: Caller;
  /** The user, by the name that their sign-up saved, whose session token the request shows. */
  readonly session?: string;
  /** The name, or for a batch the names in the order of its parts, that the objects created here have in later steps. */
  readonly save?: string | readonly string[];
  /** Reduces a body to the parts that two servers can have in common, where the whole holds measurements such as those of a query plan. */
  readonly view?: (body: unknown) => unknown;
}

/** Objects to begin with: for each class its objects by name, created in this order. */
export type Fixtures = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Steps that share objects. Classes belong to one subject alone; steps are played in their order. */
export interface Subject {
  readonly title: string;
  readonly profile?: Profile;
  /** Texts of errors are compared to the letter, all of them. */
  readonly comparesTexts?: true;
  /** Requests that prepare for the fixtures, as the master, such as a class's permissions. They have to succeed. */
  readonly before?: readonly Step[];
  readonly fixtures?: Fixtures;
  readonly steps: readonly Step[];
}

export const stepId = (subject: Pick<Subject, 'title'>, step: Pick<Step, 'title'>): string => `${subject.title}: ${step.title}`;
