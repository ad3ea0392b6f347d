/** Stands where there is no value; JSON turns what is not finite into null on its way from the training process. */
export const NOTHING = "–";

type Value = number | null | undefined;

function isKnown(value: Value): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A loss or another quantity near 1, with three decimals. */
export function formatLoss(value: Value): string {
  return isKnown(value) ? value.toFixed(3) : NOTHING;
}

/** With its sign, which is the point of a gap. */
export function formatGap(value: Value): string {
  if (!isKnown(value)) return NOTHING;
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

/** Learning rates and other small numbers: `5.00e-5`. */
export function formatScientific(value: Value): string {
  if (!isKnown(value)) return NOTHING;
  return value === 0 ? "0" : value.toExponential(2);
}

/** Three digits that matter: `0.123`, `12.3`, `123`. */
export function formatShort(value: Value): string {
  if (!isKnown(value)) return NOTHING;
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(1);
  if (size >= 100) return formatCount(value);
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A count with commas: `12,345`. */
export function formatCount(value: Value): string {
  return isKnown(value) ? Math.round(value).toLocaleString("en-US") : NOTHING;
}

/** Parameters: `15.2 M`, `260 k`. */
export function formatParameters(value: Value): string {
  if (!isKnown(value)) return NOTHING;
  for (const [size, unit] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  }
  return String(value);
}

/** Memory given in MB: `640 MB`, `1.20 GB`. */
export function formatMemory(megabytes: Value): string {
  if (!isKnown(megabytes)) return NOTHING;
  return megabytes < 1000 ? `${megabytes.toFixed(0)} MB` : `${(megabytes / 1000).toFixed(2)} GB`;
}

/** `0:07`, `12:34`, `1:02:03`. */
export function formatDuration(seconds: Value): string {
  if (!isKnown(seconds)) return NOTHING;
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}
