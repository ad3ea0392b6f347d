import { checkedRow } from "./checked-row.ts";
import type { TextReader } from "./file-reader.ts";
import { JsonCutter } from "./json-cutter.ts";
import { JsonWrapper } from "./json-wrapper.ts";
import { advance, START } from "./position.ts";
import { requireText } from "./text-blocks.ts";

/** One array of rows, on one line or over many; rows one after the other; or an object such as `{"data": [rows]}`. */
export const jsonReader: TextReader = {
  recognize: () => true,
  async *read({ path, head, blocks }) {
    const wrapper = JsonWrapper.find(head);
    const cutter = new JsonCutter(path, wrapper && advance(START, wrapper.head));
    let index = 0;
    let skip = wrapper?.head.length ?? 0;
    for await (const whole of requireText(blocks, path)) {
      const block = skip === 0 ? whole : whole.slice(skip);
      skip -= whole.length - block.length;
      if (cutter.closed() === null) {
        yield cutter.cut(block).map((value) => checkedRow(value, index++, path));
        wrapper?.add(block.slice(cutter.closed()?.at ?? block.length));
      } else wrapper?.add(block);
    }
    cutter.end();
    const closed = cutter.closed();
    if (closed !== null) wrapper?.check(path, closed.place);
  },
};
