import type { Device } from "@neftune/engine";
import type { Architecture } from "../../architectures/architecture.ts";
import type { ModelParts } from "../../programs/model-parts.ts";

/** What of a model is needed to compute its next token. */
export interface DecodableModel {
  readonly device: Device;
  readonly architecture: Architecture;
  readonly parts: ModelParts;
}
