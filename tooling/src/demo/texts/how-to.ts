import { createScene, type Rules } from "../grammar/scene.ts";
import type { Random } from "../random.ts";

const RULES: Rules = {
  dish: [
    "How to make {dish}. [First|To begin], get {dish.first} and {dish.second}. Then [mix them in a bowl|put them in a pot|cut them up]. [Cook|Heat|Leave] them for {+number} minutes. [At last|Finally], serve it for {dish.meal}.",
    "To make {dish}: 1. Take {dish.first}. 2. Add {dish.second}. 3. Stir {manner}. 4. Wait for {+number} minutes. 5. Enjoy it.",
  ],
  fix: [
    "How to clean a {object}. First, wipe the {object} with a cloth. Then wash it in [warm|cold] water. Dry it {manner}. Finally, put it back in the {object.room}.",
    "How to take care of a {animal}. Give it {animal.food} every {time}. Keep its {animal.home} clean. Play with it and be {trait}. If it is sick, take it to the vet.",
    "How to grow a {food}. Put a seed in the soil. Water it every {time}. Keep it in the sun. Wait until the {food} is {food.colour}. Then you can pick it.",
    "How to get to the {place}. Walk past the {+place}. Turn [left|right] at the {+place}. Go straight for {+number} minutes. You will see {place.found}.",
    "How to {activity} well. [Start|Begin] {manner}. Practise every {day}. Ask a {+relative} to help you. Do not be {+feeling} if it is hard. [Rest|Drink water] after {+number} minutes.",
    "When it is {weather.adjective}, take {weather.need}. Close the windows. Then {activity} at home with your {relative}.",
  ],
};

/** A short set of directions. */
export function howTo(random: Random): string {
  return createScene(random, RULES).write("[<dish>|<fix>]");
}
