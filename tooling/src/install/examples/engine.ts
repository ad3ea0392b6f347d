import { openDevice } from "@neftune/engine";

await using device = await openDevice("cpu");
const program = await device.compile(({ x }) => ({ y: x!.mul(2) }), { x: [3] });
const x = device.empty([3]);
device.write(x, Float32Array.of(1, 2, 3));
const { y } = await program.run({ x });
console.log(`twice 1, 2, 3 is ${(await device.read(y!)).join(", ")}`);
