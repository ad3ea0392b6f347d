import { table } from "./table.ts";

/** What someone can do without anything else. */
export const activity = table(
  ["base", "past", "ing", "third"],
  `play|played|playing|plays
sing|sang|singing|sings
dance|danced|dancing|dances
run|ran|running|runs
walk|walked|walking|walks
swim|swam|swimming|swims
read|read|reading|reads
write|wrote|writing|writes
sleep|slept|sleeping|sleeps
work|worked|working|works
rest|rested|resting|rests
jump|jumped|jumping|jumps
laugh|laughed|laughing|laughs
cook|cooked|cooking|cooks
paint|painted|painting|paints
climb|climbed|climbing|climbs
draw|drew|drawing|draws
wait|waited|waiting|waits
listen|listened|listening|listens
study|studied|studying|studies
skate|skated|skating|skates
dream|dreamed|dreaming|dreams
whistle|whistled|whistling|whistles
hide|hid|hiding|hides
sit|sat|sitting|sits
eat|ate|eating|eats
fish|fished|fishing|fishes
shop|shopped|shopping|shops
travel|travelled|travelling|travels
talk|talked|talking|talks`,
);

/** What someone does to a thing: fits before "the ball". */
export const handling = table(
  ["base", "past", "ing", "third"],
  `find|found|finding|finds
buy|bought|buying|buys
sell|sold|selling|sells
carry|carried|carrying|carries
bring|brought|bringing|brings
clean|cleaned|cleaning|cleans
wash|washed|washing|washes
hide|hid|hiding|hides
lose|lost|losing|loses
take|took|taking|takes
hold|held|holding|holds
drop|dropped|dropping|drops
keep|kept|keeping|keeps
paint|painted|painting|paints
break|broke|breaking|breaks
fix|fixed|fixing|fixes
push|pushed|pushing|pushes
pull|pulled|pulling|pulls
lift|lifted|lifting|lifts
move|moved|moving|moves
draw|drew|drawing|draws
see|saw|seeing|sees
want|wanted|wanting|wants
need|needed|needing|needs
like|liked|liking|likes
choose|chose|choosing|chooses
open|opened|opening|opens
count|counted|counting|counts
throw|threw|throwing|throws
catch|caught|catching|catches`,
);
