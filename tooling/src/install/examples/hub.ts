import { HubError, modelFiles, resolveSource } from "@neftune/hub";

const options = { files: modelFiles, offline: true, env: { HF_HOME: "nowhere" } };
const error = await resolveSource("org/model", options).catch((caught: unknown) => caught);
if (!HubError.isInstance(error)) throw error;
console.log(`${error.name}; a folder is ${await resolveSource(".", options)}`);
