import { renderToString } from "ink";
import { describe, expect, test } from "vitest";
import { type ExampleRunOptions, exampleRun } from "../fixtures/example-run.ts";
import { trainingReducer } from "../state/reducer.ts";
import { initialTrainingState } from "../state/training-state.ts";
import { SummaryScreen } from "./summary.tsx";
import { TrainScreen } from "./train.tsx";

/** The state of a run after a number of steps, each of which takes a tenth of a second. */
function stateAt(step: number, options: ExampleRunOptions = {}) {
  let state = initialTrainingState(0);
  for (const event of exampleRun(options)) {
    if (event.event === "end" || ("step" in event && event.step > step)) break;
    state = trainingReducer(state, { type: "event", event, at: "step" in event ? event.step * 100 : 0 });
  }
  return state;
}

interface ScreenOptions extends ExampleRunOptions {
  step?: number;
  showHelp?: boolean;
  stopping?: boolean;
}

function screen(columns: number, rows: number, options: ScreenOptions = {}) {
  const { step = 140, showHelp = false, stopping = false, ...run } = options;
  let state = stateAt(step, run);
  if (stopping) state = trainingReducer(state, { type: "stopping" });
  const tree = <TrainScreen state={state} now={step * 100} columns={columns} rows={rows} showHelp={showHelp} />;
  return renderToString(tree, { columns }).split("\n");
}

const sizes = [
  [80, 24],
  [120, 40],
  [40, 12],
  [200, 60],
  [30, 8],
  [20, 5],
  [10, 3],
] as const;

describe("whatever the size", () => {
  test.each(sizes)("%i × %i is neither overrun nor empty", (columns, rows) => {
    for (const options of [{}, { showHelp: true }, { stopping: true }, { step: 0 }, { testRows: null }]) {
      const lines = screen(columns, rows, options);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
      expect(lines[0]).toContain("neftune".slice(0, columns - 4));
    }
  });

  test.each(sizes.slice(0, 4))("%i × %i shows the curves, the losses, the gap and the progress", (columns, rows) => {
    const text = screen(columns, rows).join("\n");
    expect(text).toMatch(/[\u2801-\u28ff]/);
    expect(text).toMatch(/test loss ● +1\.564/);
    expect(text).toMatch(/train loss ○ +0\.533/);
    expect(text).toMatch(/gap +\+1\.031/);
    expect(text).toContain("140/200");
    expect(text).toContain("0:06 left");
  });
});

test("80 × 24 shows everything of a run", () => {
  const text = screen(80, 24).join("\n");
  for (const part of [
    "demo-llama  1.23 M parameters",
    "NEFTune α 5 (tokens)",
    "640 train, 64 test rows",
    "batch 4 × 2",
    "on cpu",
    "loss with the noise off",
    "● test 1.564",
    "○ train 0.533",
    "noise norm    2.88",
    "expect 2.887",
    "0.123 of embeddings",
    "1.504 at step 100",
    "training loss",
    "learning rate 3.03e-4",
    "gradient norm",
    "tok/s",
    "rows/s",
    "645 MB",
    "0:14 gone",
    "epoch 1.75",
    "3 rows are longer than max_length 256",
    "checkpoint at step 100",
    "q stop",
    "? help",
  ]) {
    expect(text).toContain(part);
  }
});

test("without noise it says so, and without evaluations it draws the loss of training", () => {
  expect(screen(80, 24, { neftuneNoiseAlpha: 0 }).join("\n")).toMatch(/no noise \(α 0\)[\s\S]*noise norm +no noise/);
  const state = { ...stateAt(140), evaluations: [] };
  const text = renderToString(<TrainScreen state={state} now={0} columns={80} rows={24} showHelp={false} />, {
    columns: 80,
  });
  expect(text).toContain("● training ");
});

test("before the first event it says what it waits for", () => {
  const tree = <TrainScreen state={initialTrainingState(0)} now={0} columns={80} rows={24} showHelp={false} />;
  expect(renderToString(tree, { columns: 80 })).toContain("loading the model and the rows");
});

test("a stop that was asked for is confirmed, and help explains keys and words", () => {
  expect(screen(80, 24, { stopping: true }).join("\n")).toContain("stopping after this step, writing a checkpoint");
  expect(screen(80, 24, { showHelp: true }).join("\n")).toMatch(/Ctrl-C +the same[\s\S]*gap +test loss − train loss/);
});

test.each([80, 40])("the summary in %i columns has the curves and the verdict", (columns) => {
  const end = [...exampleRun()].at(-1)!;
  let state = trainingReducer(stateAt(200), { type: "event", event: end, at: 20_000 });
  state = trainingReducer(state, { type: "ended", at: 20_000 });
  const text = renderToString(<SummaryScreen state={state} status={0} columns={columns} />, { columns });
  expect(text).toMatch(/[\u2801-\u28ff]/);
  expect(text).toContain("verdict: overfitting");
  expect(text.replaceAll(/\s+/g, " ")).toContain("gap +1.316");
});
