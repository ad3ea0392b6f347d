import { table, words } from "./table.ts";

/** Objects one can hold or use: what they are made of, what they are for, the room and the group they belong to. */
export const object = table(
  ["name", "plural", "material", "use", "room", "group"],
  `ball|balls|rubber|play games|garden|toy
kite|kites|paper|have fun in the wind|garden|toy
doll|dolls|cloth|play with|bedroom|toy
drum|drums|wood|make music|bedroom|instrument
flute|flutes|wood|make music|hall|instrument
guitar|guitars|wood|play songs|hall|instrument
violin|violins|wood|play songs|hall|instrument
hat|hats|wool|keep the head warm|hall|piece of clothing
coat|coats|wool|keep warm|hall|piece of clothing
scarf|scarves|wool|keep the neck warm|hall|piece of clothing
shirt|shirts|cotton|wear in summer|bedroom|piece of clothing
sock|socks|cotton|keep the feet warm|bedroom|piece of clothing
boot|boots|leather|walk in the mud|hall|piece of clothing
cup|cups|clay|drink tea|kitchen|kitchen thing
plate|plates|clay|serve food|kitchen|kitchen thing
spoon|spoons|metal|eat soup|kitchen|kitchen thing
fork|forks|metal|eat noodles|kitchen|kitchen thing
knife|knives|metal|cut bread|kitchen|kitchen thing
pot|pots|metal|cook soup|kitchen|kitchen thing
bowl|bowls|clay|hold soup|kitchen|kitchen thing
jar|jars|glass|keep jam|kitchen|kitchen thing
bottle|bottles|glass|carry water|kitchen|kitchen thing
hammer|hammers|metal|hit nails|workshop|tool
saw|saws|metal|cut wood|workshop|tool
spade|spades|metal|dig holes|garden|tool
rake|rakes|wood|gather leaves|garden|tool
brush|brushes|wood|paint walls|workshop|tool
rope|ropes|cotton|tie things|workshop|tool
ladder|ladders|wood|climb up|workshop|tool
lamp|lamps|glass|give light|bedroom|household thing
candle|candles|wax|give light|hall|household thing
mirror|mirrors|glass|see yourself|hall|household thing
clock|clocks|metal|tell the time|kitchen|household thing
key|keys|metal|open doors|hall|household thing
basket|baskets|straw|carry fruit|kitchen|household thing
bag|bags|cloth|carry books|hall|household thing
box|boxes|paper|store things|workshop|household thing
pillow|pillows|cotton|rest the head|bedroom|household thing
blanket|blankets|wool|keep warm at night|bedroom|household thing
umbrella|umbrellas|cloth|stay dry|hall|household thing
book|books|paper|read stories|bedroom|school thing
pencil|pencils|wood|draw pictures|bedroom|school thing
ruler|rulers|wood|draw straight lines|bedroom|school thing
map|maps|paper|find the way|hall|school thing
letter|letters|paper|send news|hall|school thing
chair|chairs|wood|sit on|kitchen|piece of furniture
table|tables|wood|eat dinner|kitchen|piece of furniture
shelf|shelves|wood|store books|hall|piece of furniture
bed|beds|wood|sleep|bedroom|piece of furniture
bench|benches|wood|sit on|garden|piece of furniture
ring|rings|gold|wear on a finger|bedroom|treasure
coin|coins|metal|buy things|hall|treasure
bell|bells|metal|call people|hall|household thing
broom|brooms|straw|sweep the floor|kitchen|tool`,
);

/** Vehicles: where they move, and how. */
export const vehicle = table(
  ["name", "plural", "where", "moves", "speed"],
  `car|cars|on the road|drives|fast
bus|buses|on the road|drives|slow
truck|trucks|on the road|drives|slow
bicycle|bicycles|on the path|rolls|slow
train|trains|on rails|rolls|fast
tram|trams|on rails|rolls|slow
boat|boats|on the river|floats|slow
ship|ships|on the sea|sails|slow
plane|planes|in the sky|flies|fast
balloon|balloons|in the sky|floats|slow
sled|sleds|on the snow|slides|fast
cart|carts|on the path|rolls|slow`,
);

export const shape = table(
  ["name", "plural", "sides"],
  `triangle|triangles|three
square|squares|four
rectangle|rectangles|four
pentagon|pentagons|five
hexagon|hexagons|six
octagon|octagons|eight`,
);

export const colour = words("red, blue, green, yellow, orange, purple, pink, brown, black, white, grey, golden");
export const material = words("wood, metal, glass, paper, cloth, wool, clay, stone, gold, rubber, leather, straw");
