/** Formats for other tools and for the eye; apart from what makes them, so that the command line starts fast. */
export const formatNames = ['html', 'junit', 'ctrf'] as const

export type Format = (typeof formatNames)[number]

/** True for the name of a format. */
export const isFormat = (name: string): name is Format => formatNames.some((known) => known === name)
