const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'permission is denied; ports below 1024 are reserved',
  EADDRNOTAVAIL: 'the address does not belong to this machine',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'there is no such host',
}

/**
 * Converts the error of a failed `listen` to a readable one; returns any other error unchanged.
 * @param remedy the flag that chooses another address.
 */
export function toListenError(error: unknown, remedy: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const reason = REASONS[String(error.code)]
  if (reason === undefined) return error
  const [address, port] = ['address' in error ? error.address : undefined, 'port' in error ? error.port : undefined]
  const where = [address, port].filter((part) => part !== undefined).join(':') || 'the address'
  return new Error(`cannot listen on ${where}: ${reason}; choose another with ${remedy}`, { cause: error })
}
