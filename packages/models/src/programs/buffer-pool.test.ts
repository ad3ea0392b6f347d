import { openDevice } from "@neftune/engine";
import { expect, test } from "vitest";
import { BufferPool } from "./buffer-pool.ts";

test("a name is the same memory under every shape that fits, and grows for one that does not", async () => {
  await using device = await openDevice("tfjs");
  const pool = new BufferPool(device);
  device.write(pool.get("x", [2, 3]), Float32Array.of(1, 2, 3, 4, 5, 6));
  expect([...(await device.read(pool.get("x", [4])))]).toEqual([1, 2, 3, 4]);
  expect(pool.get("x", [2, 3])).toBe(pool.get("x", [2, 3]));
  expect(device.memory().tensors).toBe(24);
  const larger = pool.get("x", [8]);
  device.write(larger, new Float32Array(8).fill(9));
  expect([...(await device.read(pool.get("x", [2, 3])))]).toEqual([9, 9, 9, 9, 9, 9]);
});

test("names do not share memory", async () => {
  await using device = await openDevice("tfjs");
  const pool = new BufferPool(device);
  device.write(pool.get("x1", [2]), Float32Array.of(1, 1));
  pool.get("x", [2]);
  pool.get("x", [4]);
  device.write(pool.get("x", [2]), Float32Array.of(5, 5));
  expect([...(await device.read(pool.get("x1", [2])))]).toEqual([1, 1]);
});
