import type { InspectedSample, Inspection } from "./inspection.ts";

/** An inspection as one JSON object, in a line. */
export function inspectionJson(inspection: Inspection): string {
  const { format, rows, used, dropped, truncated, samples, ...rest } = inspection;
  // What other programs read comes first.
  return JSON.stringify({ format, rows, used, dropped, truncated, samples: samples.map(sampleJson), ...rest });
}

function sampleJson(sample: InspectedSample): object {
  if ("parts" in sample) return sample;
  return { row: sample.row, inputIds: Array.from(sample.inputIds), labels: Array.from(sample.labels) };
}
