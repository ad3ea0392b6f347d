import { AutoTokenizer, pipeline } from "@huggingface/transformers";
import type { GenerateResult } from "./generate.ts";
import { peakMemoryMb } from "./peak-memory.ts";

interface PipelineInput {
  readonly model: string;
  readonly prompt: string;
  readonly newTokens: number;
  readonly threads: number;
}

// The same generation by transformers.js' pipeline, on the model's ONNX export.
const { model, prompt, newTokens, threads } = JSON.parse(process.argv[2]!) as PipelineInput;
const generator = await pipeline("text-generation", model, {
  local_files_only: true,
  session_options: { intraOpNumThreads: threads },
});
const options = { max_new_tokens: newTokens, min_new_tokens: newTokens, do_sample: false, return_full_text: true };
await generator(prompt, options);
const began = performance.now();
const [output] = (await generator(prompt, options)) as { generated_text: string }[];
const seconds = (performance.now() - began) / 1000;
const tokenizer = await AutoTokenizer.from_pretrained(model, { local_files_only: true });
const promptLength = tokenizer.encode(prompt).length;
const result: GenerateResult = {
  tokensPerSecond: newTokens / seconds,
  outputIds: tokenizer.encode(output!.generated_text).slice(promptLength),
  loss: null,
  maxRssMb: peakMemoryMb(),
};
console.log(JSON.stringify(result));
