import { padBatch, prepareDataset, tokens } from "@neftune/datasets";

const { examples } = await prepareDataset(tokens([{ input_ids: [1, 2, 3] }, { input_ids: [4, 5] }]), { maxLength: 8 });
const { batch, length } = padBatch(examples, { padTokenId: 0 });
console.log(`a batch of ${batch} × ${length}`);
