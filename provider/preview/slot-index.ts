/** Resources by slots. */
export class SlotIndex {
  private readonly entries = new Map<string, Set<string>>();
  add = (key: string, id: string) => this.entries.set(key, (this.entries.get(key) ?? new Set()).add(id));
  remove = (key: string, id: string) => this.entries.get(key)?.delete(id);
  get = (key: string): string[] => [...(this.entries.get(key) ?? [])];
}
