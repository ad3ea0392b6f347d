import { type TrainingAction, trainingReducer } from "./reducer.ts";
import { initialTrainingState, type TrainingState } from "./training-state.ts";

/** The state of a run with those who look at it. */
export interface TrainingStore {
  getState(): TrainingState;
  dispatch(action: TrainingAction): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

export function createTrainingStore(openedAt: number): TrainingStore {
  let state = initialTrainingState(openedAt);
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch: (action) => {
      state = trainingReducer(state, action);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
