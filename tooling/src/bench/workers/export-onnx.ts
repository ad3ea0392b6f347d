import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM, exportOnnx } from "@neftune/models";

// Exports a model to ONNX, for transformers.js.
const { model: folder, target } = JSON.parse(process.argv[2]!) as { model: string; target: string };
await using device = await openDevice("cpu");
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
console.log(JSON.stringify({ files: await exportOnnx(model, target) }));
