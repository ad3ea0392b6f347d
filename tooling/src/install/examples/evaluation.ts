import { openDevice } from "@neftune/engine";
import { evaluateLoss } from "@neftune/evaluation";
import { AutoModelForCausalLM } from "@neftune/models";

await using device = await openDevice("cpu");
const model = await AutoModelForCausalLM.fromPretrained("model", { device });
const { loss, labels } = await evaluateLoss(model, [{ inputIds: [1, 2, 3], labels: [1, 2, 3] }]);
console.log(`loss ${loss.toFixed(3)} over ${labels} labels`);
