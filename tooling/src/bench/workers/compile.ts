import { tokens } from "@neftune/datasets";
import { type Device, openDevice, type Program, type VjpPrograms } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";
import { SFTTrainer } from "@neftune/trainer";
import type { Side } from "../sides.ts";

interface CompileInput extends Side {
  readonly model: string;
  /** One batch of rows. */
  readonly rows: string;
  readonly batchSize: number;
  readonly threads: number;
}

/** What compiling all that a training step needs came to. */
export interface CompileResult {
  /** In tracing and compiling. */
  readonly seconds: number;
  readonly programs: number;
}

// Goes through a training step in which programs are compiled and never run: what they would compute takes no time and no memory.
const { model: folder, rows, batchSize, ...side } = JSON.parse(process.argv[2]!) as CompileInput;
await using device = await openDevice(side.device, side);
const spent = compileOnly(device);
const model = await AutoModelForCausalLM.fromPretrained(folder, { device });
const trainer = new SFTTrainer({
  model,
  trainDataset: tokens(rows),
  args: { perDeviceTrainBatchSize: batchSize, maxSteps: 1, loggingSteps: 1, maxLength: null },
});
for await (const { event } of trainer.train()) if (event === "log") break;
console.log(JSON.stringify(spent()));

/** Times the device's compilations, and makes their programs do nothing. @returns what they came to so far */
function compileOnly(device: Device): () => CompileResult {
  let [seconds, programs, running, began] = [0, 0, 0, 0];
  async function timed<Result>(compilation: Promise<Result>): Promise<Result> {
    programs++;
    try {
      return await compilation;
    } finally {
      // Compilations that overlap are counted once.
      if (--running === 0) seconds += (performance.now() - began) / 1000;
    }
  }
  const start = () => {
    if (running++ === 0) began = performance.now();
  };
  const compile = device.compile.bind(device);
  device.compile = async (fn, spec, options) => {
    start();
    return idle(await timed(compile(fn, spec, options)));
  };
  const compileVjp = device.compileVjp.bind(device);
  device.compileVjp = async (fn, spec, options): Promise<VjpPrograms> => {
    start();
    const programs = await timed(compileVjp(fn, spec, options));
    idle(programs.forward);
    idle(programs.backward);
    return programs;
  };
  return () => ({ seconds, programs });
}

function idle(program: Program): Program {
  program.run = async (_, outputs = {}) => {
    const missing = Object.entries(program.outputs).filter(([name]) => !(name in outputs));
    const made = missing.map(([name, { shape, dtype }]) => [name, device.empty(shape, dtype)] as const);
    return { ...outputs, ...Object.fromEntries(made) };
  };
  return program;
}
