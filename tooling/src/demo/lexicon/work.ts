import { table } from "./table.ts";

/** Jobs: what one does in the present and the past, where, and with which tool. */
export const job = table(
  ["name", "plural", "does", "did", "place", "tool"],
  `baker|bakers|bakes bread|baked bread|in a bakery|an oven
farmer|farmers|grows food|grew food|on a farm|a tractor
teacher|teachers|teaches children|taught children|in a school|a board
doctor|doctors|helps sick people|helped sick people|in a hospital|a needle
nurse|nurses|cares for sick people|cared for sick people|in a hospital|a bandage
cook|cooks|prepares meals|prepared meals|in a kitchen|a pan
painter|painters|paints pictures|painted pictures|in a studio|a brush
builder|builders|builds houses|built houses|on a building site|a hammer
carpenter|carpenters|makes furniture|made furniture|in a workshop|a saw
tailor|tailors|sews clothes|sewed clothes|in a shop|a needle
gardener|gardeners|plants flowers|planted flowers|in a garden|a spade
sailor|sailors|sails ships|sailed ships|on the sea|a rope
pilot|pilots|flies planes|flew planes|in the sky|a radio
driver|drivers|drives a bus|drove a bus|on the road|a wheel
fisher|fishers|catches fish|caught fish|on a lake|a net
singer|singers|sings songs|sang songs|on a stage|a microphone
dancer|dancers|dances for people|danced for people|on a stage|a pair of shoes
writer|writers|writes stories|wrote stories|at a desk|a pen
postman|postmen|brings letters|brought letters|in the town|a bag
firefighter|firefighters|puts out fires|put out fires|in the town|a hose
shepherd|shepherds|looks after sheep|looked after sheep|in the hills|a stick
miner|miners|digs for coal|dug for coal|under the ground|a lamp
librarian|librarians|lends books|lent books|in a library|a card
barber|barbers|cuts hair|cut hair|in a shop|a comb
dentist|dentists|fixes teeth|fixed teeth|in a clinic|a mirror
vet|vets|heals animals|healed animals|in a clinic|a bandage
judge|judges|decides cases|decided cases|in a court|a book of law
clown|clowns|makes people laugh|made people laugh|in a circus|a red nose`,
);
