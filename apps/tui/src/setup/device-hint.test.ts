import { expect, test } from "vitest";
import { deviceHint } from "./device-hint.ts";
import { openvinoTarget } from "./openvino.ts";

const absent = [{ ...openvinoTarget, isInstalled: async () => false }];
const present = [{ ...openvinoTarget, isInstalled: async () => true }];
const openvino = { requirement: "neftune setup openvino" };
const cuda = { requirement: "an NVIDIA GPU" };

test("says what would be faster, where installing it helps", async () => {
  expect(await deviceHint([cuda, openvino], absent, {})).toBe("OpenVINO would be faster: neftune setup openvino");
});

test.each([
  ["nothing was passed over", [], absent],
  ["no setup brings it", [cuda], absent],
  ["it is there and does not work", [openvino], present],
])("says nothing where %s", async (_, passedOver, targets) => {
  expect(await deviceHint(passedOver, targets, {})).toBeUndefined();
});
