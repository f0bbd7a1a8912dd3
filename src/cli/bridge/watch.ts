import type { Sink } from '../../bridge/sink.js';
import type { BridgeStore, Cause } from '../../bridge/store.js';

/** Hears what a bridge does, for figures. Must not throw. */
export interface Watch {
  round(cause: Cause, outcome: 'done' | 'still-due' | 'lost'): void;
  call(sink: string, call: 'grant' | 'revoke', outcome: string): void;
}

/** The same store, with rounds told as they end. */
export const watchStore = (store: BridgeStore, watch: Watch): BridgeStore => ({
  ...store,
  async finish(claim, findings) {
    const outcome = await store.finish(claim, findings);
    watch.round(claim.cause, outcome);
    return outcome;
  },
});

/** The same sinks, with what became of each call told. */
export const watchSinks = (sinks: readonly Sink[], watch: Watch): readonly Sink[] =>
  sinks.map((sink) => {
    const told = (name: 'grant' | 'revoke'): Sink['grant'] => async (right, call) => {
      try {
        const applied = await sink[name](right, call);
        watch.call(sink.name, name, applied.outcome);
        return applied;
      } catch (error) {
        watch.call(sink.name, name, 'given-up');
        throw error;
      }
    };
    return { ...sink, grant: told('grant'), revoke: told('revoke') };
  });
