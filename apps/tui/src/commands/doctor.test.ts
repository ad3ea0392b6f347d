import { deviceNames } from "@neftune/engine/devices";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";

test("--json prints one object: the machine, and every device in auto's order", async () => {
  const command = runCommand("doctor", "--json");
  expect(await command.ended).toMatchObject({ code: 0 });
  expect(command.stdout.trimEnd().split("\n")).toHaveLength(1);
  const report = JSON.parse(command.stdout);
  expect(report).toMatchObject({ auto: "cpu", platform: process.platform, runtime: { name: "Node.js" } });
  expect(report.devices.map(({ name }: { name: string }) => name)).toEqual(deviceNames.slice(1));
  const cpu = report.devices.find(({ name }: { name: string }) => name === "cpu");
  expect(cpu).toMatchObject({ works: true, gflops: { float32: 200 } });
});

test("a word that it does not take is refused", async () => {
  const command = runCommand("doctor", "who");
  expect(await command.ended).toMatchObject({ code: 2 });
  expect(command.stderr).toBe("neftune: doctor takes no word, and who is one\n");
});
