#!/usr/bin/env node
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "./cli.ts";

// A reader that goes away, as in `| head`, or a terminal that closes is no failure; commands hear of it too.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signals: process,
  now: () => performance.now(),
  trainingProcess: new URL(`./training-process${extname(import.meta.url)}`, import.meta.url),
  probeProcess: new URL(`./probe-process${extname(import.meta.url)}`, import.meta.url),
  packageFile: new URL("../package.json", import.meta.url),
  demoFolder: fileURLToPath(new URL("../assets/demo", import.meta.url)),
});
