import { type Device, openDevice } from "@neftune/engine";
import { type CausalLM, type ParameterLayout, ParameterTensors } from "@neftune/models";
import { createRandom, isMissing, readGolden } from "@neftune/models/fixtures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AdamW, type AdamWOptions } from "./adamw.ts";

const settings: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

interface Golden {
  candle_adamw_linear_regression: {
    w_gen: [[number, number]];
    b_gen: number;
    xs: [number, number][];
    expected_w_round4: [[number, number]];
    expected_b_round4: number;
  };
  burn_adamw_with_numbers: {
    W0: number[][];
    b0: number[];
    x1: number[][];
    x2: number[][];
    torch_float64_W: number[][];
    torch_float64_b: number[];
  };
}

/** Elements that the layout rounds both parts up to. */
const granule = 1 << 16;

const goldenPath = "golden/json/optimizers.json";

/** As much of a model as an optimiser sees: `decayed` numbers that weight decay applies to, and `others`. */
function modelOf(device: Device, decayed: readonly number[], others: readonly number[] = []) {
  const layout: ParameterLayout = {
    slots: new Map([
      ["decayed", { name: "decayed", shape: [decayed.length], offset: 0, size: decayed.length }],
      ["others", { name: "others", shape: [others.length], offset: granule, size: others.length }],
    ]),
    pieces: [
      { offset: 0, size: decayed.length },
      { offset: granule, size: others.length },
    ].filter(({ size }) => size > 0),
    decayed: granule,
    total: 2 * granule,
    count: decayed.length + others.length,
  };
  const [parameters, gradients] = [new ParameterTensors(device, layout), new ParameterTensors(device, layout)];
  const write = (set: ParameterTensors, values: Record<"decayed" | "others", readonly number[]>) => {
    device.write(set.get("decayed"), Float32Array.from(values.decayed));
    if (others.length > 0) device.write(set.get("others"), Float32Array.from(values.others));
  };
  write(parameters, { decayed, others });
  return {
    model: { device, layout, parameters, gradients } as unknown as CausalLM,
    setGradients: (decayed: readonly number[], others: readonly number[] = []) => write(gradients, { decayed, others }),
    read: async (key: "decayed" | "others" = "decayed") => [...(await device.read(parameters.get(key)))],
  };
}

// On tfjs, which walks through whole chunks number by number, one comparison is enough.
describe.each(["cpu", "tfjs"])("on %s", (name) => {
  let device: Device;

  beforeAll(async () => {
    device = await openDevice(name, { threads: 1 });
  });

  afterAll(() => device.dispose());

  const parametersOf = (decayed: readonly number[], others?: readonly number[]) => modelOf(device, decayed, others);

  test.skipIf(isMissing(goldenPath))("two steps are torch's in float64 (golden/json/optimizers)", async () => {
    const golden = readGolden<Golden>(goldenPath).burn_adamw_with_numbers;
    const { model, setGradients, read } = parametersOf([...golden.W0.flat(), ...golden.b0]);
    const optimizer = await AdamW.create(model, { ...settings, weightDecay: 0.5 });
    for (const [index, x] of [golden.x1, golden.x2].entries()) {
      // y = x·W + b and the loss is Σ y: dW[i][j] = Σ_rows x[i], db[j] = rows.
      const sums = x[0]!.map((_, i) => x.reduce((sum, row) => sum + row[i]!, 0));
      setGradients([...sums.flatMap((sum) => golden.b0.map(() => sum)), ...golden.b0.map(() => x.length)]);
      await optimizer.step(index + 1, 0.01, 1);
    }
    const expected = [...golden.torch_float64_W.flat(), ...golden.torch_float64_b];
    for (const [index, value] of (await read()).entries())
      expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-6);
    await optimizer.dispose();
  });

  test.skipIf(isMissing(goldenPath) || name === "tfjs")(
    "a hundred steps of a regression are PyTorch's (the same file)",
    async () => {
      const golden = readGolden<Golden>(goldenPath).candle_adamw_linear_regression;
      const [generator] = golden.w_gen;
      const { model, setGradients, read } = parametersOf([0, 0, 0]);
      const optimizer = await AdamW.create(model, { ...settings, weightDecay: 0.01 });
      for (let step = 1; step <= 100; step++) {
        const [w0, w1, b] = (await read()) as [number, number, number];
        const residuals = golden.xs.map(
          ([x0, x1]) => w0 * x0 + w1 * x1 + b - (generator[0] * x0 + generator[1] * x1 + golden.b_gen),
        );
        const gradient = (pick: (row: number) => number) =>
          residuals.reduce((sum, residual, row) => sum + 2 * residual * pick(row), 0);
        setGradients([gradient((row) => golden.xs[row]![0]), gradient((row) => golden.xs[row]![1]), gradient(() => 1)]);
        await optimizer.step(step, 0.1, 1);
      }
      const expected = [...golden.expected_w_round4[0], golden.expected_b_round4];
      for (const [index, value] of (await read()).entries()) expect(value).toBeCloseTo(expected[index]!, 3);
      await optimizer.dispose();
    },
  );

  test.skipIf(name === "tfjs")("many steps are the algorithm's in float64, vectors without decay", async () => {
    const random = createRandom(7);
    const numbers = (scale: number) => Array.from({ length: 50 }, () => (2 * random() - 1) * scale);
    const options = { beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 };
    const start = { decayed: numbers(1), others: numbers(1) };
    const { model, setGradients, read } = parametersOf(start.decayed, start.others);
    const optimizer = await AdamW.create(model, options);
    const reference = {
      decayed: start.decayed.map((p) => ({ p, m: 0, v: 0 })),
      others: start.others.map((p) => ({ p, m: 0, v: 0 })),
    };
    for (let step = 1; step <= 30; step++) {
      const gradients = { decayed: numbers(10 ** -(step % 4)), others: numbers(0.1) };
      const [rate, clip] = [0.01 / step, step % 2 === 0 ? 0.25 : 1];
      setGradients(gradients.decayed, gradients.others);
      await optimizer.step(step, rate, clip);
      for (const key of ["decayed", "others"] as const)
        for (const [index, state] of reference[key].entries()) {
          const g = gradients[key][index]! * clip;
          if (key === "decayed") state.p -= rate * options.weightDecay * state.p;
          state.m = options.beta1 * state.m + (1 - options.beta1) * g;
          state.v = options.beta2 * state.v + (1 - options.beta2) * g * g;
          const [m, v] = [state.m / (1 - options.beta1 ** step), state.v / (1 - options.beta2 ** step)];
          state.p -= (rate * m) / (Math.sqrt(v) + options.epsilon);
        }
    }
    for (const key of ["decayed", "others"] as const)
      for (const [index, value] of (await read(key)).entries())
        expect(Math.abs(value - reference[key][index]!.p)).toBeLessThan(2e-6);
    await optimizer.dispose();
  });

  test("the gradient's norm is over all parameters", async () => {
    const { model, setGradients } = parametersOf([0, 0], [0]);
    const optimizer = await AdamW.create(model, settings);
    setGradients([3, -4], [12]);
    expect(await optimizer.gradientNorm()).toBeCloseTo(13, 5);
    setGradients([0, 0], [0]);
    expect(await optimizer.gradientNorm()).toBe(0);
    await optimizer.dispose();
  });

  test("nothing moves where the gradient is zero and there is no decay", async () => {
    const { model, read } = parametersOf([1, -2], [3]);
    const optimizer = await AdamW.create(model, settings);
    await optimizer.step(1, 0.1, 1);
    expect([...(await read()), ...(await read("others"))]).toEqual([1, -2, 3]);
    await optimizer.dispose();
  });
});

test("in bfloat16, weights change by less than that can tell, and the norm is float32's", async ({ skip }) => {
  const device = await openDevice("openvino", { threads: 1, precision: "bfloat16" }).catch(() => null);
  skip(device?.precision !== "bfloat16", "no device here has bfloat16");
  await using opened = device!;
  const { model, setGradients, read } = modelOf(opened, [1, 1]);
  const optimizer = await AdamW.create(model, settings);
  setGradients([1.001, 0]);
  expect(await optimizer.gradientNorm()).toBeCloseTo(1.001, 6);
  await optimizer.step(1, 1e-5, 1);
  expect((await read())[0]).toBeCloseTo(1 - 1e-5, 7);
  await optimizer.dispose();
});
