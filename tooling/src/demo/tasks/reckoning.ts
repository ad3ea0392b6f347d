import { createScene } from "../grammar/scene.ts";
import type { Task } from "./task.ts";

const addition: Task = (random) => {
  const [left, right] = [random.integer(2, 20), random.integer(2, 12)];
  const sum = left + right;
  return {
    instruction: random.pick([
      `Add ${left} and ${right}.`,
      `What is ${left} plus ${right}?`,
      `Work out ${left} + ${right}.`,
    ]),
    input: "",
    output: random.pick([`${left} plus ${right} is ${sum}.`, `The answer is ${sum}.`, `${left} + ${right} = ${sum}.`]),
    about: `${left} + ${right}`,
  };
};

const subtraction: Task = (random) => {
  const [result, right] = [random.integer(1, 15), random.integer(1, 10)];
  const left = result + right;
  return {
    instruction: random.pick([
      `Take ${right} from ${left}.`,
      `What is ${left} minus ${right}?`,
      `Work out ${left} - ${right}.`,
    ]),
    input: "",
    output: random.pick([
      `${left} minus ${right} is ${result}.`,
      `The answer is ${result}.`,
      `${left} - ${right} = ${result}.`,
    ]),
    about: `${left} - ${right}`,
  };
};

const problem: Task = (random) => {
  const [had, more] = [random.integer(3, 15), random.integer(2, 9)];
  const scene = createScene(random);
  const input = scene.write(
    `{person} had ${had} {object.plural}. Then {person2} gave {person.him} ${more} {object.plural}. How many {object.plural} does {person} have now?`,
  );
  return {
    instruction: random.pick(["Solve the problem.", "Answer the question about numbers.", "Do the sum in this story."]),
    input,
    output: scene.write(
      `[{person} has ${had + more} {object.plural}.|${had} plus ${more} is ${had + more}, so {person} has ${had + more} {object.plural} now.|The answer is ${had + more} {object.plural}.]`,
    ),
    about: input,
  };
};

const sortNumbers: Task = (random) => {
  const numbers = random.sample(
    Array.from({ length: 40 }, (_, index) => index + 1),
    random.integer(3, 5),
  );
  const up = numbers.toSorted((left, right) => left - right);
  const { instruction, output } = random.pick([
    { instruction: "Sort the numbers from small to large.", output: `${up.join(", ")}.` },
    { instruction: "Which number is the largest?", output: `The largest number is ${up.at(-1)}.` },
    { instruction: "Which number is the smallest?", output: `The smallest number is ${up[0]}.` },
  ]);
  return { instruction, input: numbers.join(", "), output, about: up.join() };
};

/** Small sums, with and without a story around them. */
export const reckoning: readonly Task[] = [addition, subtraction, problem, sortNumbers];
