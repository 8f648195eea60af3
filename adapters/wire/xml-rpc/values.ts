export type RpcValue = null | boolean | number | string | readonly RpcValue[] | RpcStruct
/** Decoded ones have no prototype. */
export interface RpcStruct {
  readonly [name: string]: RpcValue | undefined
}
