// The WWW-Authenticate header (RFC 9110, section 11.6.1): challenges of any scheme, one after the other.

/** One challenge: the scheme in lower case, and its parameters by name in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const SEPARATORS = /[\s,]*/y
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, 'y')
const SCHEME = new RegExp(`(${TOKEN})(?:\\s+|(?=,)|$)`, 'y')
/** The single token that NTLM and Negotiate send instead of parameters. */
const TOKEN_68 = /[\w.~+/-]+=*(?=\s*(?:,|$))/y

/** Reads the challenges of all header lines. The rest of a line after a syntax error is ignored: it is the vendor's mistake. */
export const parseChallenges = (headerValues: readonly string[]): readonly Challenge[] =>
  headerValues.flatMap(parseLine)

function parseLine(line: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(line)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  for (take(SEPARATORS); at < line.length; take(SEPARATORS)) {
    const current = challenges.at(-1)
    const parameter = current === undefined ? null : take(PARAMETER)
    if (current !== undefined && parameter !== null) {
      const [, name = '', quoted, plain = ''] = parameter
      current.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain)
      continue
    }
    const scheme = take(SCHEME)?.[1]
    if (scheme === undefined) return challenges
    challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    if (!startsParameter(line, at)) take(TOKEN_68)
  }
  return challenges
}

function startsParameter(line: string, at: number): boolean {
  PARAMETER.lastIndex = at
  return PARAMETER.test(line)
}
