import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { enumerate } from "./polish.ts";
import { createScene } from "./scene.ts";
import { UnknownSlotError } from "./unknown-slot-error.ts";

describe("createScene", () => {
  test("keeps its cast", () => {
    const scene = createScene(createRandom(1));
    const { name, his } = scene.entry("person");
    expect(scene.write("{person} lost {person.his} key.")).toBe(`${name} lost ${his} key.`);
    expect(scene.entry("person2")).not.toBe(scene.entry("person"));
  });

  test("chooses among nested alternatives and rules", () => {
    const scene = createScene(createRandom(2), { weather: ["rain", "snow"] });
    const texts = new Set(Array.from({ length: 200 }, () => scene.write("[the [red|blue] <weather>|none]")));
    expect([...texts].sort()).toEqual(["None", "The blue rain", "The blue snow", "The red rain", "The red snow"]);
  });

  test("writes articles and capitals", () => {
    const scene = createScene(createRandom(3));
    expect(scene.write("a owl saw a animal. it ate a unicorn and a apple.")).toBe(
      "An owl saw an animal. It ate a unicorn and an apple.",
    );
    expect(scene.write('"is it late?" she asked.\nyes.')).toBe('"is it late?" she asked.\nYes.');
  });

  test("names what does not exist", () => {
    const scene = createScene(createRandom(4));
    for (const template of ["{nothing}", "{person.tail}", "<nothing>", "{constructor}"])
      expect(() => scene.write(template)).toThrow(UnknownSlotError);
  });
});

test("enumerate", () => {
  expect(enumerate(["a"])).toBe("a");
  expect(enumerate(["a", "b"])).toBe("a and b");
  expect(enumerate(["a", "b", "c"], "or")).toBe("a, b or c");
});
