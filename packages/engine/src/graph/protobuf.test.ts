import { expect, test } from "vitest";
import { bytesField, floatField, integerField } from "./protobuf.ts";

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

// The examples of protobuf.dev's page on the encoding.
test("a number: field 1 = 150", () => expect(hex(integerField(1, 150))).toBe("08 96 01"));
test("a string: field 2 = testing", () => expect(hex(bytesField(2, "testing"))).toBe("12 07 74 65 73 74 69 6e 67"));
test("a message: field 3 holds field 1 = 150", () =>
  expect(hex(bytesField(3, [integerField(1, 150)]))).toBe("1a 03 08 96 01"));
test("a negative number takes ten bytes: field 1 = −2", () =>
  expect(hex(integerField(1, -2))).toBe("08 fe ff ff ff ff ff ff ff ff 01"));

test("a field's number above 15 takes two bytes", () => expect(hex(integerField(20, 1))).toBe("a0 01 01"));
test("integers beyond 32 bits", () => expect(hex(integerField(1, 2n ** 40n))).toBe("08 80 80 80 80 80 20"));
test("a float, little-endian", () => expect(hex(floatField(2, 1))).toBe("15 00 00 80 3f"));
test("nothing in a message, text in UTF-8", () => {
  expect(hex(bytesField(1, []))).toBe("0a 00");
  expect(hex(bytesField(1, "é"))).toBe("0a 02 c3 a9");
});
