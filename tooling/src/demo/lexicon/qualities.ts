import { table, words } from "./table.ts";

/** Adjectives with their opposites and comparatives. */
export const quality = table(
  ["name", "opposite", "more", "most"],
  `big|small|bigger|biggest
small|big|smaller|smallest
tall|short|taller|tallest
short|tall|shorter|shortest
long|short|longer|longest
fast|slow|faster|fastest
slow|fast|slower|slowest
old|new|older|oldest
new|old|newer|newest
hot|cold|hotter|hottest
cold|hot|colder|coldest
warm|cool|warmer|warmest
cool|warm|cooler|coolest
heavy|light|heavier|heaviest
light|heavy|lighter|lightest
hard|soft|harder|hardest
soft|hard|softer|softest
clean|dirty|cleaner|cleanest
dirty|clean|dirtier|dirtiest
wet|dry|wetter|wettest
dry|wet|drier|driest
loud|quiet|louder|loudest
quiet|loud|quieter|quietest
strong|weak|stronger|strongest
weak|strong|weaker|weakest
rich|poor|richer|richest
poor|rich|poorer|poorest
full|empty|fuller|fullest
empty|full|emptier|emptiest
wide|narrow|wider|widest
narrow|wide|narrower|narrowest
deep|shallow|deeper|deepest
shallow|deep|shallower|shallowest
thick|thin|thicker|thickest
thin|thick|thinner|thinnest
bright|dark|brighter|brightest
dark|bright|darker|darkest
early|late|earlier|earliest
late|early|later|latest
high|low|higher|highest
low|high|lower|lowest
easy|difficult|easier|easiest
sharp|blunt|sharper|sharpest
brave|timid|braver|bravest
kind|mean|kinder|kindest
happy|sad|happier|happiest
sad|happy|sadder|saddest
smooth|rough|smoother|smoothest
rough|smooth|rougher|roughest
cheap|expensive|cheaper|cheapest`,
);

/** Feelings, with something that brings them about for "{he}" and the way one shows them. */
export const feeling = table(
  ["name", "noun", "shows"],
  `happy|joy|smiled
sad|sorrow|cried
angry|anger|frowned
tired|tiredness|yawned
proud|pride|stood tall
scared|fear|trembled
surprised|surprise|gasped
bored|boredom|sighed
calm|peace|breathed slowly
excited|excitement|jumped up and down
lonely|loneliness|looked down
thankful|thanks|nodded warmly`,
);

export const size = words("big, small, tiny, huge, little, large, tall, long, wide");
export const look = words("old, new, shiny, dusty, pretty, plain, broken, clean, heavy, light, strange, lovely, soft");
export const manner = words("slowly, quickly, quietly, carefully, happily, gently, loudly, bravely, softly, kindly");
export const trait = words(
  "kind, brave, clever, quiet, funny, honest, careful, cheerful, patient, curious, shy, strong",
);
export const number = words("two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, twenty");
