// The certificates that a server shows to browsers: the default one, and those an administrator has added
// (SSM-31). They are files of one server, so nothing replicates them and ha_teardown deletes them (SSM-51).

import type { Instant } from '../kernel/time.ts'
import type { HaState } from './state.ts'

export type BrowserCertificate = { readonly name: string; readonly notAfter: Instant }

/** How many may be added, so that a state cannot grow without end; assumed. */
export const BROWSER_CERTIFICATES_MAX = 10

/** Those added on this server, without the default one. */
export const addedCertificates = ({ browserCertificates = [] }: HaState): readonly BrowserCertificate[] => browserCertificates
