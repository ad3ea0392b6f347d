import { table } from "./table.ts";

/** Food: its group, its usual colour and taste, and where it comes from. */
export const food = table(
  ["name", "plural", "kind", "colour", "taste", "from"],
  `apple|apples|fruit|red|sweet|a tree
banana|bananas|fruit|yellow|sweet|a tree
lemon|lemons|fruit|yellow|sour|a tree
orange|oranges|fruit|orange|sweet|a tree
pear|pears|fruit|green|sweet|a tree
plum|plums|fruit|purple|sweet|a tree
cherry|cherries|fruit|red|sweet|a tree
peach|peaches|fruit|orange|sweet|a tree
lime|limes|fruit|green|sour|a tree
grape|grapes|fruit|purple|sweet|a vine
strawberry|strawberries|fruit|red|sweet|a small plant
blueberry|blueberries|fruit|blue|sweet|a bush
carrot|carrots|vegetable|orange|sweet|the ground
potato|potatoes|vegetable|brown|mild|the ground
onion|onions|vegetable|white|sharp|the ground
radish|radishes|vegetable|red|sharp|the ground
beet|beets|vegetable|purple|earthy|the ground
cabbage|cabbages|vegetable|green|mild|the field
pea|peas|vegetable|green|sweet|a pod
bean|beans|vegetable|green|mild|a pod
tomato|tomatoes|vegetable|red|fresh|a vine
cucumber|cucumbers|vegetable|green|fresh|a vine
pumpkin|pumpkins|vegetable|orange|mild|a vine
pepper|peppers|vegetable|red|sharp|a small plant`,
);

/** Dishes and drinks, with two things that go into them. */
export const dish = table(
  ["name", "first", "second", "meal"],
  `soup|carrots|water|dinner
salad|tomatoes|lettuce|lunch
cake|flour|sugar|the party
bread|flour|water|breakfast
pie|apples|flour|dinner
porridge|oats|milk|breakfast
stew|potatoes|meat|dinner
jam|strawberries|sugar|breakfast
tea|leaves|water|breakfast
lemonade|lemons|sugar|lunch
rice pudding|rice|milk|lunch
an omelette|eggs|butter|breakfast
a sandwich|bread|cheese|lunch
pancakes|eggs|flour|breakfast
noodles|flour|eggs|dinner
toast|bread|butter|breakfast`,
);
