import { openDevice } from "@neftune/engine";
import { AutoModelForCausalLM } from "@neftune/models";

await using device = await openDevice("cpu");
const model = await AutoModelForCausalLM.fromPretrained("model", { device });
console.log(`a model of ${model.layout.count} parameters`);
