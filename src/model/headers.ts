/** Header fields that the harness, the gateway and the contract agree on. */
export const requestIdHeader = 'x-request-id'
/** To the gateway: the provider that is called. To a bank: the participant on whose behalf the platform calls. */
export const participantIdHeader = 'x-participant-id'
/** Set by the gateway on every answer that it relays from a provider; without it an answer is the platform's own. */
export const providerIdHeader = 'x-provider-id'
