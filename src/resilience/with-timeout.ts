import { SourceFailure } from '../errors/source-failure.js'

/**
 * Waits a limited time for the response of a source that has timed out before; the request itself continues.
 * @throws SourceFailure TIMEOUT with `message` after `milliseconds`.
 */
export async function withTimeout<Result>(
  answer: Promise<Result>,
  milliseconds: number,
  message: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SourceFailure('TIMEOUT', message)), milliseconds)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until a promise is fulfilled or rejected, at most for `milliseconds`. Never rejects. */
export async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([promise.catch(() => undefined), late])
  clearTimeout(timer)
}
