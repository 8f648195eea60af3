import { isMasked, type Mask } from './masks.js'

// What is left of a text that is masked.

/** In place of a text that is hidden completely. */
const HIDDEN = '***'
const NUMBER = /^\+?\d[\d\s().-]*$/
const NUMBER_IN_TEXT = /\+?\d[\d ().-]{5,}\d/g
const HOST = /@[^\s;,>"]+/g
const IP_V4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g
const IP_V6 = /(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])/gi

/** So many digits of an international number are shown: its country and the first ones after it. */
const SHOWN_INTERNATIONAL = 4
const SHOWN_NATIONAL = 2
const LEAST_HIDDEN = 4

/**
 * A phone number of which the country and the first digits are shown, such as `+4570******`. At least half of the digits
 * and four of them are hidden. Of a text that is not a number, such as the name of a device, nothing is shown.
 */
export function maskNumber(text: string): string {
  const plain = text.trim()
  if (!NUMBER.test(plain)) return HIDDEN
  const prefix = plain.startsWith('+') ? '+' : plain.startsWith('00') ? '00' : ''
  const digits = plain.slice(prefix.length).replace(/\D/g, '')
  const most = prefix === '' ? SHOWN_NATIONAL : SHOWN_INTERNATIONAL
  const shown = Math.max(0, Math.min(most, Math.floor(digits.length / 2), digits.length - LEAST_HIDDEN))
  return `${prefix}${digits.slice(0, shown)}${'*'.repeat(digits.length - shown)}`
}

/** Whether a text holds a host, an IP address, or the user and host of a SIP URI. */
export const holdsAddress = (text: string): boolean => hideAddresses(text) !== text

/** A text without the hosts and IP addresses in it. */
const hideAddresses = (text: string): string =>
  text.replace(HOST, `@${HIDDEN}`).replace(IP_V4, HIDDEN).replace(IP_V6, HIDDEN)

/** A text that may hold anything, without the numbers and addresses in it that are masked. */
export function maskFreeText(text: string, mask: Mask): string {
  const shown = isMasked(mask, 'ip') ? hideAddresses(text) : text
  return isMasked(mask, 'phone') ? shown.replace(NUMBER_IN_TEXT, maskNumber) : shown
}

/** A text that is shown under a mask, such as a number when only addresses are masked: without any address in it. */
export const withoutAddresses = (text: string, mask: Mask): string =>
  isMasked(mask, 'ip') ? hideAddresses(text) : text
