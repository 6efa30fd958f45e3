import type { config } from '@parlance/contracts';
import { assignGroup, type Split } from '@parlance/statistics';
import { revalidated } from '../reply/entity-tag.ts';
import type { Reply } from '../reply/reply.ts';

type Values = Readonly<Record<string, unknown>>;
type Exposed = config.ParametersForClient['exposed'];

/** An answer, and the experiments whose variants it holds. */
export interface ClientAnswer {
  readonly reply: Reply;
  readonly exposed: Exposed;
}

interface Experiment {
  readonly split: Split;
  /** Of each variant. */
  readonly values: readonly Values[];
}

/** Answers that are kept ready, and their bytes; with one experiment there are as many as it has variants. When there is no room, they all go. */
const ANSWERS_MAX = 500;
const ANSWERS_BYTES_MAX = 4_000_000;
/** Longer ids are nobody's. */
const ID_LENGTH_MAX = 256;
const NOTHING: Exposed = Object.freeze([]);

/**
 * The answers of `GET /config` for the clients of an app in which nothing but experiments tells clients apart: each combination of variants
 * has an answer of its own with a tag of its own, made when it is asked for first.
 */
export class ClientAnswers {
  readonly #ordinary: ClientAnswer;
  readonly #whole: { readonly params: Values };
  readonly #experiments: readonly Experiment[];
  readonly #ready = new Map<string, ClientAnswer>();
  #bytes = 0;

  constructor(forClients: string, experiments: config.ParametersForGateway['experiments'] = []) {
    this.#ordinary = { reply: replyOf(forClients), exposed: NOTHING };
    this.#whole = experiments.length === 0 ? { params: {} } : (JSON.parse(forClients) as { params: Values });
    this.#experiments = experiments.map(({ id, sizePercent, values }) => ({
      split: { experimentId: id, sizePercent, variants: values.length },
      values: values.map((json) => JSON.parse(json) as Values),
    }));
  }

  /** @param installationId as the client sent it; without one it is in no experiment */
  of(installationId: string | undefined): ClientAnswer {
    if (this.#experiments.length === 0 || installationId === undefined || installationId === '') return this.#ordinary;
    if (installationId.length > ID_LENGTH_MAX) return this.#ordinary;
    let key = '';
    for (const { split } of this.#experiments) {
      const group = assignGroup(split, { objectId: '', installationId });
      key += group.kind === 'variant' ? group.index : '-';
    }
    return this.#ready.get(key) ?? this.#make(key);
  }

  /** @param key a character for each experiment: the place of the variant, at most 9, or a dash */
  #make(key: string): ClientAnswer {
    const exposed: { readonly experiment: string; readonly variant: number }[] = [];
    const params = { ...this.#whole.params };
    this.#experiments.forEach(({ split, values }, place) => {
      const variant = Number(key[place]);
      if (Number.isNaN(variant)) return;
      Object.assign(params, values[variant]);
      exposed.push({ experiment: split.experimentId, variant });
    });
    const answer = exposed.length === 0 ? this.#ordinary : { reply: replyOf(JSON.stringify({ ...this.#whole, params })), exposed };
    if (this.#ready.size >= ANSWERS_MAX || this.#bytes > ANSWERS_BYTES_MAX) {
      this.#ready.clear();
      this.#bytes = 0;
    }
    this.#ready.set(key, answer);
    this.#bytes += answer.reply.body.length;
    return answer;
  }
}

export function replyOf(json: string): Reply {
  return revalidated({ status: 200, body: Buffer.from(json) });
}
