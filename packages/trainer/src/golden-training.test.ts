import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, type CausalLM, raggedBatch } from "@neftune/models";
import { isMissing, readGolden, sharedData, stories260K, unpaddedRows } from "@neftune/models/fixtures";
import { describe, expect, test } from "vitest";
import { figuresOf, givenNoise, mean, relativeError, type StepNoise } from "./fixtures/golden-training.ts";
import { AdamW } from "./optimizers/adamw.ts";

const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

interface Batch {
  input_ids: number[][];
  attention_mask: number[][];
  labels: number[][];
}

interface StoriesGolden extends Batch {
  L: number;
  runs: {
    alpha: number;
    noise_scaling: "none" | "padded";
    losses: number[];
    step0_grad: Record<string, [norm: number, first: number, sum: number]>;
    final_param_norm_first: Record<string, [norm: number, first: number]>;
  }[];
}

/** Hugging Face's names for those of karpathy's model.py. */
function huggingFaceName(name: string): string {
  const renamed = {
    "tok_embeddings.weight": "model.embed_tokens.weight",
    "norm.weight": "model.norm.weight",
    "attention.wq": "self_attn.q_proj",
    "attention.wk": "self_attn.k_proj",
    "attention.wv": "self_attn.v_proj",
    "attention.wo": "self_attn.o_proj",
    "feed_forward.w1": "mlp.gate_proj",
    "feed_forward.w2": "mlp.down_proj",
    "feed_forward.w3": "mlp.up_proj",
    attention_norm: "input_layernorm",
    ffn_norm: "post_attention_layernorm",
  } as Record<string, string>;
  if (renamed[name]) return renamed[name];
  const [, layer, inner] = /^layers\.(\d+)\.(.+)\.weight$/.exec(name)!;
  return `model.layers.${layer}.${renamed[inner!]}.weight`;
}

const storiesPath = "derived/golden/neftune_training_golden.public.json";
const storiesNoise = "derived/golden/neftune_noise_f32.bin";

describe.skipIf(isMissing(storiesPath, storiesNoise))(
  "five float64 steps of stories260K (neftune_training_golden)",
  () => {
    test.each([
      ["without noise", 0],
      ["with given noise under padded", 1],
    ])("%s", async (_, index) => {
      const golden = readGolden<StoriesGolden>(storiesPath);
      const run = golden.runs[index]!;
      const noise: StepNoise | null =
        run.noise_scaling === "none"
          ? null
          : givenNoise(storiesNoise, { alpha: run.alpha, scaling: run.noise_scaling, paddedLength: golden.L });
      await using device = await openDevice("cpu", { threads: 1 });
      const model = await AutoModelForCausalLM.fromPretrained(stories260K, { device });
      const optimizer = await AdamW.create(model, settings);
      const batch = raggedBatch(unpaddedRows(golden));
      for (const [step, loss] of run.losses.entries()) {
        const given = noise?.(step, batch, model.architecture.width) ?? null;
        const { nll } = await model.train(batch, 1 / batch.labelCount, given);
        expect(relativeError(mean(nll), loss), `loss of step ${step}`).toBeLessThan(1e-4);
        if (step === 0) {
          expect(Object.keys(run.step0_grad)).toHaveLength(model.layout.slots.size);
          for (const [name, [norm, first, sum]] of Object.entries(run.step0_grad)) {
            const actual = await figuresOf(model, "gradients", huggingFaceName(name));
            expect(relativeError(actual.norm, norm), name).toBeLessThan(1e-4);
            expect(Math.abs(actual.first - first), name).toBeLessThan(1e-4 * norm);
            expect(Math.abs(actual.sum - sum), name).toBeLessThan(1e-3 * norm);
          }
        }
        await optimizer.step(step + 1, 1e-3, 1);
      }
      for (const [name, [norm]] of Object.entries(run.final_param_norm_first)) {
        const actual = await figuresOf(model, "parameters", huggingFaceName(name));
        expect(relativeError(actual.norm, norm), name).toBeLessThan(1e-4);
      }
      await optimizer.dispose();
    });
  },
);

interface ArchitectureGolden extends Batch {
  noise_shape: [steps: number, batch: number, length: number, width: number];
  train: {
    runs: Record<
      "plain" | "tokens" | "padded",
      { alpha: number; losses: number[]; grad_norms: number[]; final: Record<string, [norm: number, first: number]> }
    >;
  };
}

const architectures = join(sharedData, "golden/architectures");
const cases = (existsSync(architectures) ? readdirSync(architectures) : []).flatMap((name) =>
  (["plain", "tokens", "padded"] as const).map((run) => [name, run] as const),
);

const isKeyBias = /\.(k_proj|c_attn)\.bias$/;

/** transformers 5 calls GPT-NeoX's output matrix as other models' is called, and writes it under its old name. */
const storedName = (name: string, { layout }: CausalLM) =>
  name === "lm_head.weight" && !layout.slots.has(name) ? "embed_out.weight" : name;

describe.skipIf(isMissing("golden/architectures"))("four float64 steps of transformers (golden/architectures)", () => {
  test.each(cases)("%s, %s", async (name, runName) => {
    const golden = readGolden<ArchitectureGolden>(`golden/architectures/${name}/expected.json`);
    const run = golden.train.runs[runName];
    const noise =
      runName === "plain"
        ? null
        : givenNoise(`golden/architectures/${name}/noise.f32`, {
            alpha: run.alpha,
            scaling: runName,
            paddedLength: golden.noise_shape[2],
          });
    await using device = await openDevice("cpu", { threads: 1 });
    const folder = join(sharedData, "golden/architectures", name);
    const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
    const [learningRate, weightDecay] = [3e-3, 0.01];
    const optimizer = await AdamW.create(model, { ...settings, weightDecay });
    const batch = raggedBatch(unpaddedRows(golden));
    for (const [step, loss] of run.losses.entries()) {
      const given = noise?.(step, batch, model.noiseWidth) ?? null;
      const { nll } = await model.train(batch, 1 / batch.labelCount, given);
      const norm = await optimizer.gradientNorm();
      expect(relativeError(mean(nll), loss), `loss of step ${step}`).toBeLessThan(step === 0 ? 2e-6 : 1e-4);
      expect(relativeError(norm, run.grad_norms[step]!), `gradient norm of step ${step}`).toBeLessThan(1e-4);
      // These runs decay norms too, which AdamW here leaves alone as TRL does. Decay is decoupled, so it can be done beforehand.
      for (const { name, shape } of model.layout.slots.values())
        if (shape.length === 1) {
          const tensor = model.parameters.get(name);
          const values = (await device.read(tensor)) as Float32Array;
          device.write(
            tensor,
            values.map((value) => value * (1 - learningRate * weightDecay)),
          );
        }
      await optimizer.step(step + 1, learningRate, Math.min(1, 1 / (norm + 1e-6)));
    }
    const isUnrotated = model.architecture.kinds.every(({ rotary }) => rotary === null);
    for (const [parameter, [norm]] of Object.entries(run.final)) {
      const stored = storedName(parameter, model);
      const actual = await figuresOf(model, "parameters", stored);
      // Softmax does not see a bias of unrotated keys: its gradient is rounding, of which Adam makes steps of any direction.
      const strayed =
        isUnrotated && isKeyBias.test(stored)
          ? run.losses.length * learningRate * Math.sqrt(model.architecture.width)
          : 0;
      expect(Math.abs(actual.norm - norm), parameter).toBeLessThan(1e-4 * norm + strayed);
    }
    await optimizer.dispose();
  });
});
