import { table, words } from "./table.ts";

/** Places: with "in" or "at", and what one finds there. */
export const place = table(
  ["name", "in", "found", "people"],
  `park|in the park|a pond|children
forest|in the forest|an old oak|hunters
garden|in the garden|a rose bush|gardeners
market|at the market|a fruit stand|sellers
school|at school|a library|teachers
beach|on the beach|a white shell|swimmers
river|by the river|a stone bridge|fishers
lake|by the lake|a little boat|fishers
farm|on the farm|a red barn|farmers
village|in the village|a well|neighbours
city|in the city|a tall tower|crowds
library|in the library|a dusty map|readers
museum|in the museum|a stone statue|visitors
station|at the station|a loud train|travellers
harbour|at the harbour|a sailing ship|sailors
castle|in the castle|a golden key|guards
mountain|on the mountain|a snowy path|climbers
meadow|in the meadow|a patch of clover|shepherds
zoo|at the zoo|a sleepy lion|visitors
bakery|in the bakery|a warm loaf|bakers
theatre|in the theatre|a red curtain|actors
hospital|in the hospital|a long hall|doctors
island|on the island|a palm tree|sailors
valley|in the valley|a clear stream|shepherds
desert|in the desert|a small well|travellers
cave|in the cave|a hidden door|explorers
orchard|in the orchard|a ladder|pickers
playground|at the playground|a tall slide|children
shop|in the shop|a shelf of toys|buyers
field|in the field|a scarecrow|farmers
attic|in the attic|an old chest|spiders
street|in the street|a lost glove|neighbours`,
);

export const season = table(
  ["name", "weather", "months", "doing"],
  `spring|mild|March, April and May|flowers begin to bloom
summer|hot|June, July and August|people swim in the lake
autumn|windy|September, October and November|leaves fall from the trees
winter|cold|December, January and February|snow covers the ground`,
);

/** Weather: the word, the adjective, and what it did and does. */
export const weather = table(
  ["name", "adjective", "did", "does", "need"],
  `rain|rainy|The rain fell on the roof|The rain makes the ground wet|an umbrella
snow|snowy|The snow lay on the hills|The snow makes the hills white|warm boots
wind|windy|The wind shook the trees|The wind moves the leaves|a thick scarf
sun|sunny|The sun shone on the grass|The sun warms the ground|a straw hat
fog|foggy|The fog hid the road|The fog hides the road|a bright lamp
storm|stormy|The storm rattled the windows|The storm bends the trees|a safe roof
frost|frosty|The frost covered the windows|The frost hardens the ground|warm gloves`,
);

export const day = words("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday");
export const month = words(
  "January, February, March, April, May, June, July, August, September, October, November, December",
);
export const time = words("morning, afternoon, evening, night");
export const relative = words(
  "mother, father, sister, brother, grandmother, grandfather, aunt, uncle, cousin, neighbour, friend, teacher",
);
