/** A function could not be turned into a graph. */
export class TraceError extends Error {
  override readonly name = "TraceError";
}

/** A device is not there, or refused a program or a tensor. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}
