const SHE =
  "Mia, Anna, Lily, Rosa, Emma, Sara, Nina, Ella, Ruth, Clara, Amy, Lucy, Zoe, Maya, Iris, Eva, Nora, Jane, Tess, Ivy, Hana, Leila, Dora, Grace, Kate, Meg, Olga, Priya, Wendy, June";
const HE =
  "Tom, Ben, Sam, Leo, Max, Jack, Noah, Omar, Paul, Adam, Finn, Hugo, Ivan, Ken, Luis, Mark, Nick, Oscar, Pete, Ravi, Simon, Theo, Victor, Will, Alan, Carl, Dan, Eric, Fred, George";

function people(names: string, he: string, him: string, his: string, child: string) {
  return names.split(", ").map((name) => ({ name, he, him, his, child }));
}

/** People by first name, with their pronouns. */
export const person = [...people(SHE, "she", "her", "her", "girl"), ...people(HE, "he", "him", "his", "boy")];
