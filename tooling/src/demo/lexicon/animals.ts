import { table } from "./table.ts";

/** Animals: the sound as "a cow …", food, home, class, number of legs, way of moving in the past and the present. */
export const animal = table(
  ["name", "plural", "young", "sound", "food", "home", "kind", "legs", "moved", "moves", "size"],
  `cat|cats|kitten|meows|fish|house|mammal|four|crept|creeps|small
dog|dogs|puppy|barks|meat|kennel|mammal|four|ran|runs|medium
cow|cows|calf|moos|grass|barn|mammal|four|walked|walks|big
horse|horses|foal|neighs|hay|stable|mammal|four|galloped|gallops|big
sheep|sheep|lamb|bleats|grass|field|mammal|four|walked|walks|medium
goat|goats|kid|bleats|leaves|farm|mammal|four|climbed|climbs|medium
pig|pigs|piglet|grunts|corn|sty|mammal|four|trotted|trots|medium
hen|hens|chick|clucks|seeds|coop|bird|two|hopped|hops|small
duck|ducks|duckling|quacks|weeds|pond|bird|two|swam|swims|small
goose|geese|gosling|honks|grass|lake|bird|two|waddled|waddles|medium
owl|owls|owlet|hoots|mice|tree|bird|two|flew|flies|small
crow|crows|chick|caws|worms|nest|bird|two|flew|flies|small
eagle|eagles|eaglet|screams|rabbits|mountain|bird|two|soared|soars|medium
parrot|parrots|chick|squawks|nuts|jungle|bird|two|flew|flies|small
penguin|penguins|chick|honks|fish|ice|bird|two|waddled|waddles|medium
mouse|mice|pup|squeaks|cheese|hole|mammal|four|ran|runs|tiny
rat|rats|pup|squeaks|grain|cellar|mammal|four|ran|runs|small
rabbit|rabbits|kit|squeaks|carrots|burrow|mammal|four|hopped|hops|small
fox|foxes|cub|barks|rabbits|den|mammal|four|crept|creeps|medium
wolf|wolves|pup|howls|deer|forest|mammal|four|ran|runs|medium
bear|bears|cub|growls|honey|cave|mammal|four|walked|walks|big
lion|lions|cub|roars|meat|grassland|mammal|four|prowled|prowls|big
tiger|tigers|cub|roars|meat|jungle|mammal|four|prowled|prowls|big
elephant|elephants|calf|trumpets|leaves|grassland|mammal|four|walked|walks|huge
monkey|monkeys|infant|chatters|bananas|jungle|mammal|two|swung|swings|small
donkey|donkeys|foal|brays|hay|stable|mammal|four|walked|walks|big
frog|frogs|tadpole|croaks|flies|pond|amphibian|four|jumped|jumps|tiny
snake|snakes|hatchling|hisses|mice|desert|reptile|no|slid|slides|medium
turtle|turtles|hatchling|hisses|weeds|sea|reptile|four|crawled|crawls|medium
bee|bees|larva|buzzes|nectar|hive|insect|six|flew|flies|tiny
cricket|crickets|nymph|chirps|leaves|meadow|insect|six|jumped|jumps|tiny
ant|ants|larva|rustles|crumbs|anthill|insect|six|marched|marches|tiny
whale|whales|calf|sings|krill|ocean|mammal|no|swam|swims|huge
seal|seals|pup|barks|fish|coast|mammal|no|swam|swims|big
deer|deer|fawn|grunts|leaves|forest|mammal|four|leapt|leaps|big
camel|camels|calf|grunts|thorns|desert|mammal|four|walked|walks|big`,
);
