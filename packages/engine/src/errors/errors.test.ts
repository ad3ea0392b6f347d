import { expect, test } from "vitest";
import { DeviceError } from "./device-error.ts";
import { NumericsError } from "./numerics-error.ts";
import { SetupError } from "./setup-error.ts";
import { TraceError } from "./trace-error.ts";

test.each([DeviceError, SetupError, TraceError])(
  "%o is known by its marker, also where another copy of the package made it",
  (Kind) => {
    const cause = new Error("below");
    const error = new Kind("what", { cause });
    expect(error).toMatchObject({ name: Kind.name, message: "what", cause });
    const copy = Object.assign(new Error("what"), { [Symbol.for(`neftune.error.${Kind.name}`)]: true });
    const others = [new Error("what"), null, "what", { name: Kind.name }];
    expect([error, copy].every(Kind.isInstance)).toBe(true);
    expect(others.some(Kind.isInstance)).toBe(false);
  },
);

test("a NumericsError has its marker and its fault", () => {
  const fault = { op: "Log", source: "log/Log", shape: [2], inputs: ["input x float32[2]"], nan: 1, infinite: 0 };
  const error = new NumericsError("what", fault);
  expect(error).toMatchObject({ name: "NumericsError", message: "what", fault });
  expect([error, new Error("what"), new DeviceError("what")].map(NumericsError.isInstance)).toEqual([
    true,
    false,
    false,
  ]);
});

test("one kind is not the other", () => {
  expect(DeviceError.isInstance(new TraceError("what"))).toBe(false);
  expect(TraceError.isInstance(new DeviceError("what"))).toBe(false);
});
