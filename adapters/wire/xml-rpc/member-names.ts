const MAX_NAMES = 512

/**
 * Gives every member name as one string. The structs of a list have the same members in the same order, so a name is
 * mostly the one that stood in the same place before; as a key it costs nothing then, where a fresh string would have
 * to be looked up in V8's table of all keys.
 */
export class MemberNames {
  private readonly byPosition: string[] = []
  private readonly known = new Map<string, string>()

  /** @param position how many members came before it in its struct. */
  unify(name: string, position: number): string {
    if (this.byPosition[position] === name) return this.byPosition[position]
    const unified = this.known.get(name) ?? this.remember(name)
    if (position < MAX_NAMES) this.byPosition[position] = unified
    return unified
  }

  private remember(name: string): string {
    const key = Object.keys({ [name]: null })[0] ?? name
    if (this.known.size < MAX_NAMES) this.known.set(key, key)
    return key
  }
}

/** The namespace prefixes that are declared around the element that is being read. */
export class Prefixes {
  private readonly declared: { readonly prefix: string; readonly depth: number }[] = []

  declare(attributes: Readonly<Record<string, string>>, depth: number): void {
    for (const name of Object.keys(attributes)) {
      if (name.startsWith('xmlns:')) this.declared.push({ prefix: name.slice('xmlns:'.length), depth })
    }
  }

  has(prefix: string): boolean {
    return this.declared.some((declaration) => declaration.prefix === prefix)
  }

  /** An element of this depth ends, and with it what it declared. */
  leave(depth: number): void {
    if (this.declared.length === 0) return
    while ((this.declared.at(-1)?.depth ?? 0) >= depth) this.declared.pop()
  }
}
