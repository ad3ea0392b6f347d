/** A directed graph with capacities, grown edge by edge. */
export class FlowNetwork {
  private readonly heads: number[] = [];
  private readonly capacities: number[] = [];
  private readonly edgesOf = new Map<number, number[]>();

  addEdge(from: number, to: number, capacity: number): void {
    this.link(from, to, capacity);
    this.link(to, from, 0);
  }

  /**
   * The vertices on the sink's side of the minimum cut that lies nearest to the sink, by shortest augmenting paths
   * (Edmonds and Karp, 1972).
   */
  sinkSide(source: number, sink: number): Set<number> {
    for (let path = this.shortestPath(source, sink); path; path = this.shortestPath(source, sink)) {
      const flow = Math.min(...path.map((edge) => this.capacities[edge]!));
      for (const edge of path) {
        this.capacities[edge]! -= flow;
        this.capacities[edge ^ 1]! += flow;
      }
    }
    const side = new Set([sink]);
    // An edge leads into the sink's side while its reverse (from here) could still carry flow towards it.
    for (const vertex of side)
      for (const edge of this.edgesOf.get(vertex) ?? [])
        if (this.capacities[edge ^ 1]! > 0) side.add(this.heads[edge]!);
    return side;
  }

  private link(from: number, to: number, capacity: number): void {
    const edges = this.edgesOf.get(from);
    if (edges) edges.push(this.heads.length);
    else this.edgesOf.set(from, [this.heads.length]);
    this.heads.push(to);
    this.capacities.push(capacity);
  }

  private shortestPath(source: number, sink: number): number[] | null {
    const reachedBy = new Map<number, number>([[source, -1]]);
    for (const vertex of reachedBy.keys()) {
      if (vertex === sink) break;
      for (const edge of this.edgesOf.get(vertex) ?? []) {
        const head = this.heads[edge]!;
        if (this.capacities[edge]! > 0 && !reachedBy.has(head)) reachedBy.set(head, edge);
      }
    }
    if (!reachedBy.has(sink)) return null;
    const path: number[] = [];
    for (let vertex = sink; vertex !== source; ) {
      const edge = reachedBy.get(vertex)!;
      path.push(edge);
      vertex = this.heads[edge ^ 1]!;
    }
    return path;
  }
}
