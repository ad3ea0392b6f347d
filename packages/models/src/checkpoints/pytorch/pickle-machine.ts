/** Lists, tuples and dictionaries; a tensor is rebuilt from five or six. */
const maxContainers = 1 << 18;

/** What a pickle names and may call: only what the reader was given. */
export interface PickleGlobal {
  readonly name: string;
  /** What calling it gives; absent where it only stands for something. */
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** What a pickle refers to outside itself. */
export interface PickleContext {
  /** By module and name, `collections.OrderedDict`; undefined for what is not known. */
  find(name: string): PickleGlobal | undefined;
  /** What a persistent id stands for. */
  load(id: unknown): unknown;
}

/** The stack, the memo and what instructions do to them. Nothing is imported or executed. */
export class PickleMachine {
  private readonly context: PickleContext;
  private readonly stack: unknown[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, unknown>();
  private containers = 0;

  constructor(context: PickleContext) {
    this.context = context;
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  /** A list, a tuple or a dictionary. */
  pushContainer(container: unknown[] | Map<unknown, unknown>): void {
    this.containers++;
    if (this.containers > maxContainers) throw new Error(`its pickle has more than ${maxContainers} collections`);
    this.push(container);
  }

  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new Error("its pickle takes what is not there");
    return this.stack.pop();
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  popToMark(): unknown[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new Error("its pickle takes what is not there");
    return this.stack.splice(mark);
  }

  remember(index: number): void {
    const value = this.pop();
    this.memo.set(index, value);
    this.push(value);
  }

  get remembered(): number {
    return this.memo.size;
  }

  recall(index: number): void {
    if (!this.memo.has(index)) throw new Error("its pickle recalls what it never had");
    this.push(this.memo.get(index));
  }

  pushGlobal(module: string, name: string): void {
    const path = `${module}.${name}`;
    const known = this.context.find(path);
    if (!known) throw new Error(`its pickle asks for ${path}, which no tensor needs; nothing of it was executed`);
    this.push(known);
  }

  call(): void {
    const args = this.pop();
    const global = this.pop() as Partial<PickleGlobal> | null;
    if (!Array.isArray(args) || typeof global?.call !== "function")
      throw new Error("its pickle calls what cannot be called");
    const result = global.call(args);
    if (result instanceof Map) this.pushContainer(result);
    else this.push(result);
  }

  loadPersistent(): void {
    this.push(this.context.load(this.pop()));
  }

  appendTo(items: readonly unknown[]): void {
    const list = this.pop();
    if (!Array.isArray(list)) throw new Error("its pickle appends to what is no list");
    for (const item of items) list.push(item);
    this.push(list);
  }

  setIn(items: readonly unknown[]): void {
    const map = this.pop();
    if (!(map instanceof Map) || items.length % 2 !== 0)
      throw new Error("its pickle sets items of what is no dictionary");
    for (let index = 0; index < items.length; index += 2) map.set(items[index], items[index + 1]);
    this.push(map);
  }

  /** A state dict's attributes (`_metadata`) say nothing of its tensors. */
  passOverState(): void {
    this.pop();
    const target = this.pop();
    if (!(target instanceof Map)) throw new Error("its pickle sets the state of what has none");
    this.push(target);
  }
}
