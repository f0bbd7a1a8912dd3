import type * as v from 'valibot';
import type { Sink } from '../../../../bridge/sink.js';
import type { Clock } from '../../../../mediastore/clock.js';
import type { Fetch } from '../../../../mediastore/request.js';
import type { Environment } from '../../../../mediastore/types.js';

/** What a sink is made of besides its entry. */
export interface Making {
  readonly name: string;
  readonly environment: Environment;
  readonly publisherId: string;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
  /** What a variable of the environment holds. */
  readonly secret: (variable: string) => string;
}

/** A secret of an entry: where it is read from, and what for. */
export interface Need {
  readonly variable: string;
  readonly use: string;
}

/** A kind of sink, as an entry of the file describes it. */
export interface Kind<Schema extends v.GenericSchema = v.GenericSchema> {
  readonly schema: Schema;
  /** Keys of an entry. */
  readonly keys: readonly string[];
  /** What a right may say for it beyond offers, sink and target; the sink's own `readRow` decides, this is to help with spelling. */
  readonly rowKeys: readonly string[];
  needs(entry: v.InferOutput<Schema>): readonly Need[];
  /** @throws TypeError that names the key */
  make(entry: v.InferOutput<Schema>, making: Making): Sink;
}

/** The variable that an entry names, or the one of its kind. */
export const named = (entry: { readonly env: string } | undefined, usual: string): string => entry?.env ?? usual;
