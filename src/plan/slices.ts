import type { PagingInside } from '../../adapters/contract.js'

/** How many rows one answer about a slice may have; Infinity: all of them. */
export function mostInside(inside: PagingInside): number {
  switch (inside.style) {
    case 'offset':
    case 'token':
      return inside.maxLimit
    case 'page':
      return inside.maxPageSize
    case 'none':
      return inside.cap ?? Infinity
  }
}
