import { NEFTune } from "@neftune/core";

const noise = new NEFTune({ alpha: 5, seed: 0 });
const norm = noise.fill(new Float32Array(100 * 64), { epoch: 0, sample: 0, length: 100, width: 64 });
console.log(`noise of norm ${norm.toFixed(3)}, expected ${noise.expectedNorm({ length: 100 }).toFixed(3)}`);
