/** A text of our own, some nine rows of 64 tokens, on which the loss of rounded weights is compared with that of whole ones. */
export const instructionText = `Write a short note that thanks a neighbour for watering the plants.
Dear Anna, thank you for looking after my plants while I was away. The tomatoes have grown by a hand's width and the basil has never looked better. I have left a jar of the sauce that I made of them on your doorstep. If you go on a journey in autumn, I shall be glad to do the same for you.
Explain to a child why the sky is blue.
Light from the sun looks white, but it is made of all the colours of the rainbow. When it comes through the air, it bumps into tiny bits of it. Blue light is turned aside far more often than red light, so it reaches our eyes from every side, and that is why the whole sky looks blue. In the evening the light has a longer way to go, most of the blue is lost on it, and what is left is red and orange.
List three things to check before a long drive.
First, look at the tyres: they should have enough air and no cracks. Second, see that there is enough oil and water, and that all the lights work. Third, plan where to rest, since a tired driver is a danger to everyone on the road. It also helps to tell a friend when you expect to arrive.
Summarise the plot of a story about a lost dog.
A small dog runs after a cat and finds itself in a part of the town that it does not know. It asks a pigeon, a baker and an old fisherman for the way, and each of them gives it something to eat and a piece of advice. At night it hears the bell of the church beside its home, follows the sound through the rain, and finds the door open and the whole family awake. From then on it leaves the cat in peace.
How do I make a simple soup of lentils?
Chop an onion and two carrots and fry them in oil until they are soft. Add a cup of lentils, a spoon of cumin and a litre of water, and let it boil gently for half an hour. Season it with salt and lemon juice at the end, because lentils stay hard in salted water. Serve it with bread.`;
