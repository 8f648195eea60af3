/** AC and 32 hexadecimal digits at Twilio; compatible clouds have UUIDs. */
export const ACCOUNT_SID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** Whether a text can be the SID of an account. */
export const isAccountSid = (text: unknown): text is string => typeof text === 'string' && ACCOUNT_SID.test(text)
