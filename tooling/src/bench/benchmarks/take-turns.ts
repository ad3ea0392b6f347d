/** The results of two programs that ran one after the other, again and again, so that both meet the machine's better and worse times. */
export interface Turns<Ours, Peer> {
  readonly ours: readonly Ours[];
  /** Empty without a peer. */
  readonly peer: readonly Peer[];
}

export async function takeTurns<Ours, Peer>(
  rounds: number,
  ours: () => Promise<Ours>,
  peer: (() => Promise<Peer>) | null,
): Promise<Turns<Ours, Peer>> {
  const results = { ours: [] as Ours[], peer: [] as Peer[] };
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await ours());
    if (peer) results.peer.push(await peer());
  }
  return results;
}
